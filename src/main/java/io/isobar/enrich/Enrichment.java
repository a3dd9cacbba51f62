package io.isobar.enrich;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Finding;
import io.isobar.route.Route;
import io.isobar.telemetry.Fields;
import io.isobar.telemetry.Series;
import io.isobar.telemetry.Tags;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the points of one device have in common, for as long as its item is the same; and what it was made of.
 *
 * @param hash see {@link #hash}
 * @param own tags of the readings
 * @param item null if there is none
 * @param state null if the points do not say it
 * @param fields that come of the item
 * @param leftOut each is to be incremented for each point
 */
record Enrichment(
        int hash,
        Route route,
        Tags own,
        @Nullable DeviceMetadata item,
        Finding.@Nullable State state,
        Series series,
        Fields fields,
        List<Counter> leftOut) {

    /** The same for a device whatever becomes of its item, so that what it becomes takes the place of what it was. */
    static int hash(Route route, Tags own, @Nullable String metakey) {
        int hash =
                961 * System.identityHashCode(route) + 31 * own.hashCode() + (metakey == null ? 0 : metakey.hashCode());
        return hash ^ hash >>> 16;
    }

    /** An item that was read again is another one: it may say something else. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(int hash, Route route, Tags own, @Nullable DeviceMetadata item, Finding.@Nullable State state) {
        return this.hash == hash
                && this.route == route
                && this.item == item
                && this.state == state
                && this.own.equals(own);
    }
}
