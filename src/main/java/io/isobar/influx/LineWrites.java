package io.isobar.influx;

import okhttp3.RequestBody;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.Headers;
import retrofit2.http.POST;
import retrofit2.http.Query;

/**
 * The client's own write call, with the same headers, but for a body of bytes: the client takes lines as texts alone, each of which
 * it copies some times.
 */
interface LineWrites {

    @Headers("Accept: application/json")
    @POST("api/v2/write")
    Call<Void> write(
            @Query("org") String org,
            @Query("bucket") String bucket,
            @Query("precision") String precision,
            @Body RequestBody lines);
}
