package io.isobar.simulator;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place on the globe in a circle around a centre: {@code {"latitude":51.5,"longitude":-0.1}}, in degrees. Equal areas
 * of the circle are equally likely.
 *
 * @param latitude of the centre in degrees, -90 to 90
 * @param longitude of the centre in degrees, -180 to 180
 * @param radius in metres, 0 to 20000000 (half way around)
 */
public record Location(double latitude, double longitude, double radius) implements AttributeType {

    /** The mean radius in metres (IUGG). */
    static final double EARTH_RADIUS = 6_371_008.8;

    public Location {
        check("lat", latitude, -90, 90);
        check("long", longitude, -180, 180);
        check("radius", radius, 0, 20_000_000);
    }

    /** Goes from the centre along a great circle, in any direction. */
    @Override
    public ObjectNode next(Turn turn) {
        // The square root, because the area grows with the square of the distance.
        double distance = Math.sqrt(turn.random().nextDouble()) * radius / EARTH_RADIUS;
        double bearing = turn.random().nextDouble(2 * Math.PI);
        double centre = Math.toRadians(latitude);

        double north =
                Math.cos(distance) * Math.sin(centre) + Math.sin(distance) * Math.cos(centre) * Math.cos(bearing);
        double east = Math.atan2(
                Math.sin(distance) * Math.cos(centre) * Math.sin(bearing),
                Math.cos(distance) - Math.sin(centre) * north);
        return JsonNodeFactory.instance
                .objectNode()
                .put("latitude", Math.toDegrees(Math.asin(Math.clamp(north, -1, 1))))
                .put("longitude", Math.IEEEremainder(longitude + Math.toDegrees(east), 360));
    }

    private static void check(String setting, double value, int least, int most) {
        if (!(least <= value && value <= most)) {
            throw new IllegalArgumentException(
                    "'%s' is %s; allowed is %d to %d".formatted(setting, value, least, most));
        }
    }
}
