package io.isobar.enrich;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.Finding;
import io.isobar.metadata.Interner;
import io.isobar.route.Route;
import io.isobar.telemetry.Fields;
import io.isobar.telemetry.Names;
import io.isobar.telemetry.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what becomes of the devices that messages come from. There are twice as many places as items are remembered, but no
 * more than 131,072 of some 600 bytes each; a device has four of them to be in, and what finds them full takes the place of another,
 * which is made anew when its next message comes.
 *
 * <p>Any thread may use it, without a lock: what is remembered cannot change, and it does no harm to find an older one, which is
 * then found to be of another item.
 */
public final class Enrichments {

    private static final int LARGEST = 1 << 17;
    private static final int WAYS = 4;
    /** In bytes of a line, what is remembered of one device: a message can say names as long as itself. */
    private static final int LONGEST = 1_024;
    /** Many devices have attributes of the same names. */
    private static final int KINDS = 256;

    private final @Nullable Enrichment[] places;
    private final Interner<Names> names = new Interner<>(KINDS);

    /** @param items how many items are remembered */
    public Enrichments(long items) {
        long places = Math.clamp(2 * Math.min(items, LARGEST), WAYS, LARGEST);
        this.places = new Enrichment[Integer.highestOneBit((int) places * 2 - 1)];
    }

    @Nullable
    Enrichment find(int hash, Route route, Tags own, @Nullable DeviceMetadata item, Finding.@Nullable State state) {
        int first = first(hash);
        for (int i = first; i < first + WAYS; i++) {
            Enrichment known = places[i];
            if (known != null && known.isOf(hash, route, own, item, state)) return known;
        }
        return null;
    }

    void remember(Enrichment made) {
        if (made.series().length() > LONGEST) return;
        places[place(made)] = made;
    }

    /** That of what the same device was before, else an empty one, else that of any other. */
    private int place(Enrichment made) {
        int first = first(made.hash());
        int place = first + (made.hash() >>> Integer.SIZE - 2);
        for (int i = first + WAYS - 1; i >= first; i--) {
            Enrichment known = places[i];
            if (known != null && known.hash() == made.hash()) return i;
            if (known == null) place = i;
        }
        return place;
    }

    private int first(int hash) {
        return hash * WAYS & places.length - 1;
    }

    /** The same, with names that are kept once for all devices that have them. */
    Tags shared(Tags tags) {
        return tags.named(names.shared(tags.names()));
    }

    Fields shared(Fields fields) {
        return fields.isEmpty() ? Fields.NONE : fields.named(names.shared(fields.names()));
    }
}
