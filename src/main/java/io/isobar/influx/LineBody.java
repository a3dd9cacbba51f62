package io.isobar.influx;

import io.isobar.telemetry.LineBuffer;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** Lines as the body of a request; it can be sent again for as long as they stay as they are. */
final class LineBody extends RequestBody {

    private static final MediaType TEXT = MediaType.get("text/plain; charset=utf-8");
    /** In bytes, what Okio's buffers hold: given all at once, it would take new ones for all of it before it sends any. */
    private static final int PIECE = 8_192;

    private final LineBuffer lines;

    LineBody(LineBuffer lines) {
        this.lines = lines;
    }

    @Override
    public MediaType contentType() {
        return TEXT;
    }

    @Override
    public long contentLength() {
        return lines.length();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        for (int from = 0; from < lines.length(); from += PIECE) {
            sink.write(lines.bytes(), from, Math.min(PIECE, lines.length() - from));
        }
    }
}
