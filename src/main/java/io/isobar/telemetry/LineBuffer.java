package io.isobar.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at their end, and room that is used again for the next ones. Used by one thread at a time. */
public final class LineBuffer {

    /** Room for some thousand lines; what an unusually long batch has taken besides is given back. */
    private static final int KEPT = 4 << 20;

    private byte[] bytes = new byte[1 << 10];
    private int length;

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** The bytes themselves, up to {@link #length}; others may follow. They change with the next call. */
    public byte[] bytes() {
        return bytes;
    }

    /** Forgets what is in it. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT) bytes = new byte[KEPT];
    }

    /** Appends a text in UTF-8. */
    public LineBuffer append(String text) {
        return append(text.getBytes(StandardCharsets.UTF_8));
    }

    LineBuffer append(byte[] more) {
        makeRoom(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** Appends a character below 128. */
    LineBuffer append(char ascii) {
        makeRoom(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /**
     * Appends the character at a place of a text, with the second half of it if it has one; a half alone becomes a question mark,
     * as whoever encodes a text does it.
     *
     * @return the place of the next one
     */
    int append(String text, int place) {
        char c = text.charAt(place);
        if (c < 0x80) {
            append(c);
            return place + 1;
        }
        int point = text.codePointAt(place);
        if (c < 0x800) {
            two(0xc0 | point >> 6, point);
        } else if (point > 0xffff) {
            two(0xf0 | point >> 18, point >> 12);
            two(0x80 | point >> 6 & 0x3f, point);
            return place + 2;
        } else if (Character.isSurrogate(c)) {
            append('?');
        } else {
            append((char) (0xe0 | point >> 12));
            two(0x80 | point >> 6 & 0x3f, point);
        }
        return place + 1;
    }

    private void two(int first, int rest) {
        append((char) first).append((char) (0x80 | rest & 0x3f));
    }

    LineBuffer append(long number) {
        if (number == Long.MIN_VALUE) return append(Long.toString(number));
        if (number < 0) append('-');
        return digits(Math.abs(number), 1);
    }

    /**
     * Appends a number that is not negative.
     *
     * @param least how many digits it has at least, with zeros before it
     */
    LineBuffer digits(long number, int least) {
        int count = least;
        for (long rest = number / power(least); rest > 0; rest /= 10) count++;
        makeRoom(count);
        long rest = number;
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    private static long power(int digits) {
        long power = 1;
        for (int i = 0; i < digits; i++) power *= 10;
        return power;
    }

    boolean endsWith(char ascii) {
        return length > 0 && bytes[length - 1] == ascii;
    }

    /** Forgets all but so many bytes. */
    void cut(int rest) {
        length = rest;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private void makeRoom(int more) {
        if (bytes.length - length >= more) return;
        // Negative if there are more than fit into an array, which copyOf refuses.
        int needed = length + more;
        bytes = Arrays.copyOf(bytes, needed < 0 ? needed : Math.max(needed, doubled()));
    }

    private int doubled() {
        return (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
    }
}
