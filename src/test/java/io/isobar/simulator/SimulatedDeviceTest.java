package io.isobar.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimulatedDeviceTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T09:00:00.789Z"), ZoneOffset.ofHours(5));

    @ParameterizedTest
    @MethodSource
    void next_everyType_makesValuesOfItsForm(String settings, String form) {
        List<JsonNode> values = values(device("{'name':'a'," + settings + "}"), 500);

        assertThat(values).allSatisfy(value -> assertThat(value.toString()).matches(form));
    }

    static Stream<Arguments> next_everyType_makesValuesOfItsForm() {
        return Stream.of(
                arguments("'type':'id'", "\"[0-9A-Za-z_-]{21}\""),
                arguments("'type':'id','length':3,'charSet':'aé😀'", "\"[aé😀]{3}\""),
                arguments("'type':'shortid'", "\"[0-9A-Za-z_-]{9}\""),
                arguments("'type':'uuid'", "\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\""),
                arguments("'type':'string','min':0,'max':2", "\"[0-9A-Za-z]{0,2}\""),
                arguments("'type':'timestamp'", "\"2026-11-21T09:00:00\""),
                arguments("'type':'timestamp','tsformat':'default'", "\"2026-11-21T09:00:00\""),
                arguments("'type':'timestamp','tsformat':'unix'", "\"1795251600789\""),
                arguments("'type':'bool'", "true|false"),
                arguments("'type':'int','min':-1,'max':1", "-1|0|1"),
                arguments("'type':'float','min':0,'max':0.35,'precision':0.1", "0\\.[0-3]"),
                arguments("'type':'float','min':1,'max':2", "[12]\\.[0-9]{1,2}"),
                arguments("'type':'pickOne','arr':['x',7,{'y':null}]", "\"x\"|7|\\{\"y\":null}"),
                arguments("'type':'object','payload':[{'name':'b','type':'int','min':1,'max':2}]", "\\{\"b\":[12]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'bool'",
                "'type':'int','min':-1,'max':1",
                "'type':'float','min':0,'max':0.3,'precision':0.1",
                "'type':'string','min':0,'max':1",
                "'type':'pickOne','arr':[1,2,3]"
            })
    void next_fewPossibleValues_makesEachOfThem(String settings) {
        List<JsonNode> values = values(device("{'name':'a'," + settings + "}"), 5000);

        int possible =
                settings.contains("float") ? 4 : settings.contains("bool") ? 2 : settings.contains("string") ? 63 : 3;
        assertThat(values.stream().distinct()).hasSize(possible);
    }

    @ParameterizedTest
    @ValueSource(strings = {"51.5, -0.1, 1000", "90, 0, 500", "-89.99, 10, 5000", "0, 180, 20000", "10, 20, 0"})
    void next_location_staysWithinItsRadius(String circle) {
        double[] centre =
                Stream.of(circle.split(", ")).mapToDouble(Double::parseDouble).toArray();
        SimulatedDevice device = device("{'name':'a','type':'location','lat':%s,'long':%s,'radius':%s}"
                .formatted((Object[]) circle.split(", ")));

        assertThat(values(device, 2000)).allSatisfy(place -> {
            double latitude = place.path("latitude").asDouble();
            double longitude = place.path("longitude").asDouble();
            assertThat(latitude).isBetween(-90.0, 90.0);
            assertThat(longitude).isBetween(-180.0, 180.0);
            assertThat(metres(centre[0], centre[1], latitude, longitude)).isLessThanOrEqualTo(centre[2] + 0.001);
        });
    }

    @Test
    void next_location_fillsTheCircle() {
        SimulatedDevice device = device("{'name':'a','type':'location','lat':51.5,'long':-0.1,'radius':1000}");

        List<JsonNode> places = values(device, 4000);

        long inner = places.stream()
                .filter(place -> metres(
                                51.5,
                                -0.1,
                                place.path("latitude").asDouble(),
                                place.path("longitude").asDouble())
                        < 500)
                .count();
        assertThat(inner / 4000.0).isCloseTo(0.25, within(0.05));
    }

    @Test
    void next_sinusoidal_isAWaveOfTwentyMessages() {
        List<Double> wave = numbers(device("{'name':'a','type':'sinusoidal','min':10,'max':30}"), 21);

        assertThat(wave.get(0)).isEqualTo(20);
        assertThat(wave.get(5)).isEqualTo(30);
        assertThat(wave.get(10)).isCloseTo(20, within(1e-9));
        assertThat(wave.get(15)).isEqualTo(10);
        assertThat(wave.get(20)).isEqualTo(20);
    }

    @Test
    void next_decay_fallsFromMaxTowardsMin() {
        List<Double> fall = numbers(device("{'name':'a','type':'decay','min':-10,'max':10}"), 1000);

        assertThat(fall.getFirst()).isEqualTo(10);
        assertThat(fall.get(1)).isCloseTo(-10 + 20 * 0.951229, within(1e-4));
        assertThat(fall.subList(0, 500)).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(fall.getLast()).isEqualTo(-10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "'true'", "' True '"})
    void next_static_isTheSameInEveryMessageAndDiffersBetweenDevices(String isStatic) {
        String attribute = "{'name':'a','type':'int','min':0,'max':1000000000,'static':%s}".formatted(isStatic);

        assertThat(values(device(attribute), 50).stream().distinct()).hasSize(1);
        assertThat(IntStream.range(0, 20).mapToObj(index -> values(device(attribute, 1, index), 1)))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "'false'", "''", "null"})
    void next_notStatic_differsInEveryMessage(String isStatic) {
        SimulatedDevice device = device("{'name':'a','type':'shortid','static':%s}".formatted(isStatic));

        assertThat(values(device, 50)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'id'",
                "'type':'uuid'",
                "'type':'string','min':9,'max':9",
                "'type':'float','min':0,'max':1e6",
                "'type':'sinusoidal','min':0,'max':1",
                "'type':'decay','min':0,'max':1",
                "'type':'pickOne','arr':[1,2,3,4,5,6,7,8]",
                "'type':'location','lat':1,'long':1,'radius':1000",
                "'type':'object','payload':[{'name':'b','type':'uuid'}]"
            })
    void next_staticOfAnyType_isTheSameInEveryMessage(String settings) {
        SimulatedDevice device = device("{'name':'a','static':true," + settings + "}");

        assertThat(values(device, 50).stream().distinct()).hasSize(1);
    }

    @Test
    void next_staticInsideAnObject_isKeptWhileTheOthersChange() {
        SimulatedDevice device = device("{'name':'a','type':'object','payload':["
                + "{'name':'serial','type':'uuid','static':true},{'name':'reading','type':'uuid'}]}");

        List<JsonNode> values = values(device, 50);

        assertThat(values.stream().map(value -> value.path("serial")).distinct())
                .hasSize(1);
        assertThat(values).extracting(value -> value.path("reading")).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource
    void next_default_winsOverEverything(String settings, String expected) {
        List<JsonNode> values = values(device("{'name':'a'," + settings + "}"), 3);

        assertThat(values).extracting(JsonNode::toString).containsOnly(expected);
    }

    static Stream<Arguments> next_default_winsOverEverything() {
        return Stream.of(
                arguments("'type':'string','static':true,'default':'123456789'", "\"123456789\""),
                arguments("'type':'string','default':'  two words '", "\"two words\""),
                arguments("'type':'int','min':1,'max':2,'default':'9'", "\"9\""),
                arguments("'type':'int','default':9", "9"),
                arguments("'type':'bool','default':false", "false"),
                arguments("'type':'timestamp','default':'never'", "\"never\""),
                arguments("'type':'object','default':{'b':[1]}", "{\"b\":[1]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'  '", "null"})
    void next_emptyDefault_doesNotCount(String empty) {
        SimulatedDevice device = device("{'name':'a','type':'int','min':1,'max':1,'default':%s}".formatted(empty));

        assertThat(values(device, 1)).extracting(JsonNode::asInt).containsOnly(1);
    }

    @Test
    void next_sameSeed_repeatsThePayloads() throws IOException {
        assertThat(payloads(7, 3)).isEqualTo(payloads(7, 3));
    }

    @Test
    void next_otherSeedOrIndex_makesOtherPayloads() throws IOException {
        assertThat(List.of(payloads(7, 3), payloads(7, 2), payloads(8, 3), payloads(8, 2), payloads(6, 4)))
                .doesNotHaveDuplicates();
    }

    @Test
    void next_pressureDevice_isTheMessageThatTheBridgeReads() throws IOException {
        assertThat(payloads(1, 0)).allSatisfy(payload -> {
            JsonNode message = JsonMapper.shared().readTree(payload);
            assertThat(message.propertyNames())
                    .containsExactly(
                            "pressure", "viscosity", "sensordatetime", "deviceid", "clientid", "metakey", "_id_");
            assertThat(message.path("pressure").intValue()).isBetween(500, 1500);
            assertThat(message.path("viscosity").intValue()).isBetween(25, 100);
            assertThat(message.path("sensordatetime").stringValue()).isEqualTo("2026-11-21T09:00:00");
            assertThat(message.path("metakey").stringValue()).isEqualTo("123456789");
        });
    }

    @Test
    void next_twentyPressureDevices_areTwentySensors() throws IOException {
        DeviceType type = pressureDevice();

        List<SimulatedDevice> devices = IntStream.range(0, 20)
                .mapToObj(index -> new SimulatedDevice(type, 1, index, CLOCK))
                .toList();
        List<JsonNode> messages =
                devices.stream().flatMap(device -> messages(device, 10)).toList();

        assertThat(messages.stream()
                        .map(m -> m.path("deviceid").stringValue()
                                + m.path("clientid").stringValue())
                        .distinct())
                .hasSize(20);
        assertThat(messages.stream()
                        .map(message -> message.path("_id_").stringValue())
                        .distinct())
                .hasSize(20);
    }

    private static SimulatedDevice device(String attribute) {
        return device(attribute, 1, 0);
    }

    private static SimulatedDevice device(String attribute, long seed, int index) {
        String file = "{'name':'Test','topic':'/t','payload':[%s]}"
                .formatted(attribute)
                .replace('\'', '"');
        InputStream in = new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
        return new SimulatedDevice(DeviceType.read(in, "test"), seed, index, CLOCK);
    }

    private static DeviceType pressureDevice() throws IOException {
        try (InputStream in = SimulatedDeviceTest.class.getResourceAsStream("/simulator/pressure-device.json")) {
            return DeviceType.read(in, "pressure-device.json");
        }
    }

    private static List<String> payloads(long seed, int index) throws IOException {
        SimulatedDevice device = new SimulatedDevice(pressureDevice(), seed, index, CLOCK);
        return Stream.generate(() -> new String(device.next(), StandardCharsets.UTF_8))
                .limit(50)
                .toList();
    }

    private static Stream<JsonNode> messages(SimulatedDevice device, int count) {
        return Stream.generate(() -> JsonMapper.shared().readTree(device.next()))
                .limit(count);
    }

    private static List<JsonNode> values(SimulatedDevice device, int count) {
        return messages(device, count).map(message -> message.path("a")).toList();
    }

    private static List<Double> numbers(SimulatedDevice device, int count) {
        return values(device, count).stream().map(JsonNode::doubleValue).toList();
    }

    /** The haversine formula: another one than the simulator's, so that they check each other. */
    private static double metres(double latitude, double longitude, double otherLatitude, double otherLongitude) {
        double north = Math.sin(Math.toRadians(otherLatitude - latitude) / 2);
        double east = Math.sin(Math.toRadians(otherLongitude - longitude) / 2);
        double scale = Math.cos(Math.toRadians(latitude)) * Math.cos(Math.toRadians(otherLatitude));
        return 2 * Location.EARTH_RADIUS * Math.asin(Math.sqrt(north * north + scale * east * east));
    }
}
