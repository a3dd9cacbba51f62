package io.isobar.metadata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Remembers what it was told. */
class ToldChanges implements TableChanges {

    record Claim(long since, long until) {}

    final List<String> events = new ArrayList<>();
    final List<Claim> claims = new ArrayList<>();
    /** Since following began. */
    final Set<String> keys = new HashSet<>();

    @Override
    public synchronized void following() {
        events.add("following");
        keys.clear();
    }

    @Override
    public synchronized void upToDate(long since, long until) {
        claims.add(new Claim(since, until));
    }

    @Override
    public synchronized void changed(Set<String> changed) {
        events.add("changed " + String.join(" ", new TreeSet<>(changed)));
        keys.addAll(changed);
    }

    @Override
    public synchronized void lost() {
        events.add("lost");
    }
}
