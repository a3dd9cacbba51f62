package io.isobar.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A text with places for values of a message: {@code {deviceid}-{clientid}}. */
final class Template {

    private final String[] literals;
    private final int[] slots;
    private final UnaryOperator<String> each;

    /** @param literals the text before each place, and that behind the last one */
    private Template(List<String> literals, List<Integer> slots, UnaryOperator<String> each) {
        this.literals = literals.toArray(String[]::new);
        this.slots = slots.stream().mapToInt(Integer::intValue).toArray();
        this.each = each;
    }

    /**
     * @param slot of the value of a name
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Template parse(String text, ToIntFunction<String> slot) {
        return parse(text, slot, UnaryOperator.identity());
    }

    /** @param each what is done to each value before it is put in its place */
    static Template parse(String text, ToIntFunction<String> slot, UnaryOperator<String> each) {
        List<String> literals = new ArrayList<>();
        List<Integer> slots = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close < 0) throw new IllegalArgumentException("a { has no }");
            literals.add(literal(text, from, open));
            slots.add(slot.applyAsInt(name(text, open + 1, close)));
            from = close + 1;
        }
        literals.add(literal(text, from, text.length()));
        return new Template(literals, slots, each);
    }

    private static String literal(String text, int from, int to) {
        String literal = text.substring(from, to);
        if (literal.indexOf('}') >= 0) throw new IllegalArgumentException("a } has no {");
        return literal;
    }

    private static String name(String text, int from, int to) {
        String name = text.substring(from, to);
        if (name.indexOf('{') >= 0) throw new IllegalArgumentException("a { has no }");
        Members.check(name);
        return name;
    }

    /** Of all values that matter. */
    IntStream slots() {
        return IntStream.of(slots);
    }

    /** With nothing in the place of a value that is absent. */
    String text(Values values) {
        if (slots.length == 0) return literals[0];
        StringBuilder filled = new StringBuilder(64).append(literals[0]);
        for (int i = 0; i < slots.length; i++) {
            String value = values.text(slots[i]);
            if (value != null) filled.append(each.apply(value));
            filled.append(literals[i + 1]);
        }
        return filled.toString();
    }

    /** Null if any of its values is absent, empty or neither a text nor a number, or if there is nothing in it at all. */
    @Nullable
    String key(Values values) {
        for (int slot : slots) {
            if (!values.hasKey(slot)) return null;
        }
        String key = isValueAlone() ? values.text(slots[0]) : text(values);
        return key == null || key.isEmpty() ? null : key;
    }

    private boolean isValueAlone() {
        return slots.length == 1 && literals[0].isEmpty() && literals[1].isEmpty();
    }
}
