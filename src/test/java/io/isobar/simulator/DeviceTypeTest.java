package io.isobar.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.StringNode;

class DeviceTypeTest {

    private static final List<Attribute> READINGS = List.of(
            new Attribute("pressure", false, new NumberType.Int(500, 1500)),
            new Attribute("viscosity", false, new NumberType.Int(25, 100)),
            new Attribute("sensordatetime", false, new TextType.IsoTimestamp()));

    private static final List<Attribute> IDENTITY = List.of(
            new Attribute("clientid", true, new TextType.Uuid()),
            new Attribute("metakey", true, new AttributeType.Fixed(StringNode.valueOf("123456789"))));

    private static final String KNOWN_TYPES =
            "id, shortid, uuid, string, timestamp, bool, int, float, sinusoidal, decay," + " pickOne, location, object";

    @Test
    void read_attributesAsPublished_hasADeviceIdThatChanges() {
        DeviceType type = read("""
                {"name": "PressureDevice", "topic": "/pressure/data", "payload": [
                  {"name": "pressure", "_id_": "wzCHpAvdm", "min": 500, "type": "int", "max": 1500},
                  {"name": "viscosity", "_id_": "NJJXwHTdW", "min": 25, "type": "int", "max": 100},
                  {"name": "sensordatetime", "_id_": "QyKD1oCtd", "tsformat": "default", "type": "timestamp"},
                  {"name": "deviceid", "_id_": "W4uk2jVHX", "static": "false", "type": "shortid"},
                  {"name": "clientid", "_id_": "nXHjO4oTL", "static": true, "type": "uuid"},
                  {"name": "metakey", "_id_": "nXHjO4oTL", "static": true, "type": "string", "default": "123456789"}
                ]}""");

        assertThat(type.attributes()).isEqualTo(pressureAttributes(false));
    }

    @Test
    void read_ownPressureDevice_hasADeviceIdThatStays() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/simulator/pressure-device.json")) {
            DeviceType type = DeviceType.read(in, "pressure-device.json");

            assertThat(type).isEqualTo(new DeviceType("PressureDevice", "/pressure/data", pressureAttributes(true)));
        }
    }

    @Test
    void read_wholeNumberWithAFraction_isTakenAsWhole() {
        DeviceType type = read(file("{'name':'a','type':'int','min':5.0,'max':5e2}"));

        assertThat(type.attributes()).containsExactly(new Attribute("a", false, new NumberType.Int(5, 500)));
    }

    @ParameterizedTest
    @MethodSource
    void read_badAttribute_saysWhichAndWhatIsAllowed(String attribute, String reason) {
        String file = file(attribute);

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cannot use the device type in test.json: " + reason + " (see isobar.simulator.device-type)");
    }

    static Stream<Arguments> read_badAttribute_saysWhichAndWhatIsAllowed() {
        return Stream.of(
                arguments("", "there is no attribute; allowed is at least one"),
                arguments("5", "attribute number 1: 'name' is missing; allowed is a string"),
                arguments("{'type':'bool'}", "attribute number 1: 'name' is missing; allowed is a string"),
                arguments(
                        "{'name':' ','type':'bool'}",
                        "attribute number 1: 'name' is blank; allowed is any other string"),
                arguments("{'name':'a'}", "attribute 'a': 'type' is missing; allowed is a string"),
                arguments(
                        "{'name':'a','type':'integer'}",
                        "attribute 'a': 'type' is 'integer'; allowed is one of " + KNOWN_TYPES),
                arguments(
                        "{'name':'a','type':'integer','default':'5'}",
                        "attribute 'a': 'type' is 'integer'; allowed is one of " + KNOWN_TYPES),
                arguments(
                        "{'name':'a','type':'bool','static':'no'}",
                        "attribute 'a': 'static' is \"no\"; allowed is true or false"),
                arguments(
                        "{'name':'a','type':'int','min':1}",
                        "attribute 'a': 'max' is missing; allowed is a whole number"),
                arguments(
                        "{'name':'a','type':'int','min':'1','max':2}",
                        "attribute 'a': 'min' is \"1\"; allowed is a whole number"),
                arguments(
                        "{'name':'a','type':'int','min':1.5,'max':2}",
                        "attribute 'a': 'min' is 1.5; allowed is a whole number"),
                arguments(
                        "{'name':'a','type':'int','min':2,'max':1}",
                        "attribute 'a': 'min' is 2 and 'max' is 1; allowed is min <= max, both from -2^53 to 2^53"),
                arguments(
                        "{'name':'a','type':'int','min':0,'max':9007199254740993}",
                        "attribute 'a': 'min' is 0 and 'max' is 9007199254740993; allowed is min <= max,"
                                + " both from -2^53 to 2^53"),
                arguments(
                        "{'name':'a','type':'float','min':2,'max':1}",
                        "attribute 'a': 'min' is 2.0 and 'max' is 1.0; allowed is min <= max"),
                arguments(
                        "{'name':'a','type':'float','min':1,'max':1e999}",
                        "attribute 'a': 'max' is \"Infinity\"; allowed is a number"),
                arguments(
                        "{'name':'a','type':'float','min':1,'max':2,'precision':0}",
                        "attribute 'a': 'precision' is 0.0; allowed is a step greater than 0 that fits at most"
                                + " 1e15 times between 'min' and 'max'"),
                arguments(
                        "{'name':'a','type':'sinusoidal','min':'x','max':2}",
                        "attribute 'a': 'min' is \"x\"; allowed is a number"),
                arguments(
                        "{'name':'a','type':'decay','min':3,'max':2}",
                        "attribute 'a': 'min' is 3.0 and 'max' is 2.0; allowed is min <= max"),
                arguments("{'name':'a','type':'id','length':0}", "attribute 'a': 'length' is 0; allowed is 1 to 10000"),
                arguments(
                        "{'name':'a','type':'id','length':1e12}",
                        "attribute 'a': 'length' is 1.0E12; allowed is a whole number, and a small one"),
                arguments(
                        "{'name':'a','type':'id','charSet':''}",
                        "attribute 'a': 'charSet' is empty; allowed is any other string"),
                arguments(
                        "{'name':'a','type':'string','min':-1,'max':5}",
                        "attribute 'a': 'min' is -1 and 'max' is 5; allowed is 0 to 10000, and min <= max"),
                arguments(
                        "{'name':'a','type':'timestamp','tsformat':'iso'}",
                        "attribute 'a': 'tsformat' is 'iso'; allowed is default or unix"),
                arguments(
                        "{'name':'a','type':'pickOne','arr':[]}",
                        "attribute 'a': 'arr' is empty; allowed is at least one value"),
                arguments(
                        "{'name':'a','type':'pickOne','arr':'x,y'}",
                        "attribute 'a': 'arr' is \"x,y\"; allowed is a list"),
                arguments(
                        "{'name':'a','type':'location','lat':91,'long':0,'radius':1}",
                        "attribute 'a': 'lat' is 91.0; allowed is -90 to 90"),
                arguments(
                        "{'name':'a','type':'location','lat':1,'long':0,'radius':-1}",
                        "attribute 'a': 'radius' is -1.0; allowed is 0 to 20000000"),
                arguments("{'name':'a','type':'object'}", "attribute 'a': 'payload' is missing; allowed is a list"),
                arguments(
                        "{'name':'a','type':'object','payload':[{'name':'b','type':'int','max':1}]}",
                        "attribute 'a': attribute 'b': 'min' is missing; allowed is a whole number"),
                arguments(
                        "{'name':'a','type':'bool'},{'name':'a','type':'uuid'}",
                        "attribute 'a' is there twice; allowed is once"),
                arguments("{'name':'_id_','type':'bool'}", "an attribute is named '_id_'; allowed is any other name"));
    }

    @ParameterizedTest
    @MethodSource
    void read_badFile_saysWhichAndWhatIsAllowed(String file, String reason) {
        assertThatThrownBy(() -> read(file.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot use the device type in test.json: " + reason)
                .hasMessageEndingWith(" (see isobar.simulator.device-type)");
    }

    static Stream<Arguments> read_badFile_saysWhichAndWhatIsAllowed() {
        return Stream.of(
                arguments("", "it is no JSON object"),
                arguments("[]", "it is no JSON object"),
                arguments("{\n  'name': oops}", "line 2, column "),
                arguments("{} {}", "line 1, column "),
                arguments("{'topic':'t','payload':[]}", "'name' is missing; allowed is a string"),
                arguments("{'name':'n','payload':[]}", "'topic' is missing; allowed is a string"),
                arguments("{'name':'n','topic':'t'}", "'payload' is missing; allowed is a list"),
                arguments("{'name':'n','topic':'t','payload':{}}", "'payload' is {}; allowed is a list"),
                arguments(
                        "{'name':' ','topic':'t','payload':[{'name':'a','type':'bool'}]}",
                        "'name' is blank; allowed is any other string"),
                arguments(
                        "{'name':'n','topic':'t/#','payload':[{'name':'a','type':'bool'}]}",
                        "'topic' is 't/#'; allowed is a topic to publish to, without + and #"));
    }

    private static List<Attribute> pressureAttributes(boolean staticDeviceId) {
        Stream<Attribute> deviceId = Stream.of(new Attribute("deviceid", staticDeviceId, TextType.Id.SHORT));
        return Stream.of(READINGS.stream(), deviceId, IDENTITY.stream())
                .flatMap(attributes -> attributes)
                .toList();
    }

    private static String file(String attributes) {
        return "{'name':'Test','topic':'/t','payload':[%s]}"
                .formatted(attributes)
                .replace('\'', '"');
    }

    private static DeviceType read(String file) {
        return DeviceType.read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), "test.json");
    }
}
