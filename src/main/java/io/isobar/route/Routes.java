package io.isobar.route;

import io.isobar.mqtt.TopicFilter;
import io.isobar.pipeline.InvalidSetting;
import java.util.ArrayList;
import java.util.List;

/**
 * All routes; the first one that matches a message's topic takes it.
 *
 * @param maximumPayload in bytes; a longer message is refused unread
 */
public record Routes(List<Route> all, long maximumPayload) {

    private static final String TOPIC = "isobar.mqtt.topic";

    public Routes {
        all = List.copyOf(all);
    }

    /**
     * The configured routes, and behind them that of pressure readings; none at all where there is no telemetry.
     *
     * @param configured checked
     * @param topic of pressure readings; empty for no such route
     * @param sensorId how the tag of pressure readings is made
     * @param table to look devices up in, of the routes that name none
     * @throws InvalidSetting if a configured one can never get a message, or if a message could come twice, by the subscriptions
     *     of two of them
     */
    public static Routes of(
            List<RouteProperties> configured,
            String topic,
            SensorId sensorId,
            String table,
            ReadingTime time,
            long maximumPayload) {
        List<Route> all = new ArrayList<>();
        configured.forEach(route -> all.add(Route.of(route, table, time, maximumPayload)));
        if (!topic.isEmpty()) {
            all.add(Route.pressure(new TopicFilter(topic), sensorId, table, time, maximumPayload));
        }
        for (int i = 0; i < configured.size(); i++) {
            checkReachable(all, i, configured);
            checkOverlaps(all, i, configured);
        }
        return new Routes(all, maximumPayload);
    }

    /** Not so for the built-in route, which is replaced by a configured one that covers it. */
    private static void checkReachable(List<Route> all, int index, List<RouteProperties> configured) {
        TopicFilter filter = all.get(index).filter();
        for (int i = 0; i < index; i++) {
            if (!all.get(i).filter().covers(filter)) continue;
            throw new InvalidSetting(
                    property(index) + ".topic",
                    configured.get(index).topic(),
                    "a topic filter that '%s' (%s.topic) does not cover, for the first route that matches takes the message"
                            .formatted(configured.get(i).topic(), property(i)));
        }
    }

    private static void checkOverlaps(List<Route> all, int index, List<RouteProperties> configured) {
        TopicFilter filter = all.get(index).filter();
        for (int i = index + 1; i < all.size(); i++) {
            TopicFilter other = all.get(i).filter();
            if (!filter.overlaps(other) || filter.covers(other) || other.covers(filter)) continue;
            String name = i < configured.size() ? property(i) + ".topic" : TOPIC;
            throw new InvalidSetting(
                    property(index) + ".topic",
                    configured.get(index).topic(),
                    "a topic filter that covers '%s' (%s), is covered by it or shares no topic with it, lest a message comes twice"
                            .formatted(other, name));
        }
    }

    /** @throws InvalidSetting if one of them cannot work, whatever the others are */
    public static void check(List<RouteProperties> configured) {
        for (int i = 0; i < configured.size(); i++) new RouteCheck(property(i), configured.get(i)).run();
    }

    private static String property(int index) {
        return "isobar.telemetry.routes[" + index + "]";
    }

    /** What to subscribe to: the filters of all routes, without those that another one covers. */
    public List<String> topics() {
        List<TopicFilter> topics = new ArrayList<>();
        for (Route route : all) {
            TopicFilter filter = route.filter();
            if (topics.stream().anyMatch(other -> other.covers(filter))) continue;
            topics.removeIf(filter::covers);
            topics.add(filter);
        }
        return topics.stream().map(TopicFilter::text).toList();
    }
}
