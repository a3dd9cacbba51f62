package io.isobar.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBs;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNs;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What every lookup does, whatever it looks in. */
@Timeout(120)
abstract class MetadataLookupContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SdkBytes BYTES = SdkBytes.fromByteArray(new byte[] {0, (byte) 0xff, 62});

    /** Over what {@link #put} puts. */
    abstract MetadataLookup lookup();

    /** Over something that cannot be asked. */
    abstract MetadataLookup broken();

    /** @param item with its metakey */
    abstract void put(Map<String, AttributeValue> item);

    @Test
    void find_item_isItsAttributesAsText() {
        put(Map.ofEntries(
                Map.entry("metakey", fromS("types")),
                Map.entry("text", fromS("a\nb\"\\é😀")),
                Map.entry("blank", fromS(" ")),
                Map.entry("empty", fromS("")),
                Map.entry("number", fromN("72.5")),
                Map.entry("long number", fromN("12345678901234567890123456789012345678")),
                Map.entry("true", fromBool(true)),
                Map.entry("false", fromBool(false)),
                Map.entry("bytes", fromB(BYTES)),
                Map.entry("texts", fromSs(List.of("c", "a", "b"))),
                Map.entry("numbers", fromNs(List.of("2.5", "1", "3"))),
                Map.entry("binaries", fromBs(List.of(SdkBytes.fromUtf8String("b"), SdkBytes.fromUtf8String("a")))),
                Map.entry("list", fromL(List.of(fromS("a"), fromN("1"), fromBool(true), fromNul(true)))),
                Map.entry("map", fromM(Map.of("b", fromN("2"), "a", fromM(Map.of("c", fromBool(false)))))),
                Map.entry("nothing", fromNul(true))));

        assertThat(found("types"))
                .hasValueSatisfying(device -> assertThat(device.attributes())
                        .isEqualTo(Map.ofEntries(
                                Map.entry("metakey", "types"),
                                Map.entry("text", "a\nb\"\\é😀"),
                                Map.entry("blank", " "),
                                Map.entry("number", "72.5"),
                                Map.entry("long number", "12345678901234567890123456789012345678"),
                                Map.entry("true", "true"),
                                Map.entry("false", "false"),
                                Map.entry("bytes", "AP8+"),
                                Map.entry("texts", "a,b,c"),
                                Map.entry("numbers", "1,2.5,3"),
                                Map.entry("binaries", "YQ==,Yg=="),
                                Map.entry("list", "[\"a\",1,true,null]"),
                                Map.entry("map", "{\"a\":{\"c\":false},\"b\":2}"))));
    }

    @Test
    void find_itemOfNothingButItsKey_isThat() {
        put(Map.of("metakey", fromS("bare")));

        assertThat(found("bare")).contains(new DeviceMetadata(Map.of("metakey", "bare")));
    }

    @Test
    void find_noItem_isEmpty() {
        assertThat(found("absent")).isEmpty();
    }

    @Test
    void find_itemIsChanged_isTheNewOneWhenAskedAgain() {
        put(Map.of("metakey", fromS("changing"), "version", fromN("1")));
        assertThat(found("changing")).contains(new DeviceMetadata(Map.of("metakey", "changing", "version", "1")));

        put(Map.of("metakey", fromS("changing"), "version", fromN("2")));

        assertThat(found("changing")).contains(new DeviceMetadata(Map.of("metakey", "changing", "version", "2")));
    }

    @Test
    void find_manyKeysAtOnce_areAllAnsweredRight() {
        MetadataLookup lookup = lookup();
        for (int key = 0; key < 1000; key += 2) {
            put(Map.of("metakey", fromS("many-" + key), "number", fromN("" + key)));
        }

        List<CompletableFuture<Optional<DeviceMetadata>>> found = IntStream.range(0, 1000)
                .mapToObj(key -> lookup.find("many-" + key))
                .toList();

        for (int key = 0; key < 1000; key++) {
            Map<String, String> item = Map.of("metakey", "many-" + key, "number", "" + key);
            assertThat(found.get(key))
                    .succeedsWithin(PATIENCE)
                    .isEqualTo(key % 2 == 0 ? Optional.of(new DeviceMetadata(item)) : Optional.empty());
        }
    }

    @Test
    void find_sameKeyManyTimesAtOnce_isAnsweredEachTime() {
        MetadataLookup lookup = lookup();
        put(Map.of("metakey", fromS("popular")));

        List<CompletableFuture<Optional<DeviceMetadata>>> found = IntStream.range(0, 500)
                .mapToObj(i -> lookup.find(i % 2 == 0 ? "popular" : "absent"))
                .toList();

        for (int i = 0; i < 500; i++) {
            Optional<DeviceMetadata> answer =
                    i % 2 == 0 ? Optional.of(new DeviceMetadata(Map.of("metakey", "popular"))) : Optional.empty();
            assertThat(found.get(i)).succeedsWithin(PATIENCE).isEqualTo(answer);
        }
    }

    @ParameterizedTest
    @MethodSource
    void find_oddKey_isAKeyLikeAnyOther(String metakey) {
        assertThat(found(metakey)).isEmpty();
        put(Map.of("metakey", fromS(metakey), "odd", fromBool(true)));

        assertThat(found(metakey)).contains(new DeviceMetadata(Map.of("metakey", metakey, "odd", "true")));
    }

    static List<String> find_oddKey_isAKeyLikeAnyOther() {
        return List.of(
                " ",
                "/",
                "a b",
                "\"",
                "\\",
                "a\nb",
                "é",
                "e\u0301",
                "设备",
                "😀",
                "null",
                "x".repeat(2048),
                "é".repeat(1024));
    }

    /** Two ways to write one letter are two keys, as they are for DynamoDB. */
    @Test
    void find_keyThatLooksTheSame_isAnother() {
        put(Map.of("metakey", fromS("caf\u00e9")));

        assertThat(found("cafe\u0301")).isEmpty();
        assertThat(found("CAF\u00c9")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83db"})
    void find_halfACharacter_isEmpty(String metakey) {
        assertThat(found(metakey)).isEmpty();
    }

    @Test
    void find_longerThanAKeyCanBe_isEmpty() {
        assertThat(found("x".repeat(2049))).isEmpty();
        assertThat(found("é".repeat(1025))).isEmpty();
        assertThat(found("x".repeat(1_000_000))).isEmpty();
    }

    @Test
    void find_impossibleKeyAmongOthers_spoilsNoneOfThem() {
        MetadataLookup lookup = lookup();
        put(Map.of("metakey", fromS("good")));

        List<CompletableFuture<Optional<DeviceMetadata>>> found =
                List.of(lookup.find("good"), lookup.find("\ud83d"), lookup.find(""), lookup.find("x".repeat(2049)));

        assertThat(found.getFirst())
                .succeedsWithin(PATIENCE)
                .isEqualTo(Optional.of(new DeviceMetadata(Map.of("metakey", "good"))));
        assertThat(found.subList(1, 4))
                .allSatisfy(each -> assertThat(each).succeedsWithin(PATIENCE).isEqualTo(Optional.empty()));
    }

    @Test
    void find_cannotBeAsked_failsAndSaysSo() {
        assertThat(broken().find("k"))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .withMessageMatching(
                        "(?is).*(non-existent table|resource not found|Unable to execute|cannot be asked).*");
    }

    private Optional<DeviceMetadata> found(String metakey) {
        return lookup().find(metakey)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
