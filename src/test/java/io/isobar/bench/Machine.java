package io.isobar.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where it was measured, and with which servers. */
final class Machine {

    private Machine() {}

    static Map<String, Object> describe() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", value("/proc/cpuinfo", "model name"));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put(
                "memoryMb", Long.parseLong(value("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1024);
        machine.put("os", value("/etc/os-release", "PRETTY_NAME").replace("\"", ""));
        machine.put("kernel", System.getProperty("os.version"));
        return machine;
    }

    static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", System.getProperty("java.runtime.version"));
        versions.put("mosquitto", firstLine("mosquitto -h | head -1").replaceAll("[^0-9.]", ""));
        versions.put("influxd", firstLine("influxd version").replaceAll("InfluxDB v?(\\S+).*", "$1"));
        return versions;
    }

    /** Asked through a shell, because mosquitto ends its help with a status of its own. */
    private static String firstLine(String command) {
        return Command.in(Path.of("."), "sh", "-c", command).lines().findFirst().orElse("");
    }

    /** The first line that begins with the name, after its separator; ARM does not name its processors. */
    private static String value(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.split("[:=]", 2)[1].strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
