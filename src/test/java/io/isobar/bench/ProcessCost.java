package io.isobar.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the operating system has charged a process for so far (proc(5)).
 *
 * @param user CPU time in its own code, of all its threads, in steps of 10 ms
 * @param system CPU time in the kernel on its behalf
 * @param residentMb physical memory it holds now, in MiB
 * @param peakMb the most that it ever held
 */
record ProcessCost(Duration user, Duration system, double residentMb, double peakMb) {

    /** USER_HZ, which is 100 wherever Linux runs on x86 and ARM. */
    private static final int TICKS_PER_SECOND = 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;

    static ProcessCost of(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try {
            return parse(Files.readString(folder.resolve("stat")), Files.readString(folder.resolve("status")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what process " + pid + " has cost", e);
        }
    }

    static ProcessCost parse(String stat, String status) {
        // The name, in brackets, may have spaces and brackets in it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessCost(
                ticks(fields[USER]), ticks(fields[SYSTEM]), megabytes(status, "VmRSS:"), megabytes(status, "VmHWM:"));
    }

    private static Duration ticks(String count) {
        return Duration.ofSeconds(Long.parseLong(count)).dividedBy(TICKS_PER_SECOND);
    }

    private static double megabytes(String status, String name) {
        String line = status.lines()
                .filter(any -> any.startsWith(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + name + " in " + status));
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    }

    Duration cpu() {
        return user.plus(system);
    }

    /** Both processes together. */
    ProcessCost plus(ProcessCost other) {
        return new ProcessCost(
                user.plus(other.user), system.plus(other.system), residentMb + other.residentMb, peakMb + other.peakMb);
    }
}
