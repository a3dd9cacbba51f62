package io.isobar.parking;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.isobar.pipeline.Intake;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.databind.json.JsonMapper;

/** Lists, replays and removes parked messages, for a person with curl. */
@RestController
@RequestMapping("/api/parked")
class ParkingController {

    private static final int MOST = 1_000;

    /** An envelope with the number to name it by. */
    record Listed(String id, @JsonUnwrapped ParkedMessage message) {}

    /** How many messages an order was carried out on. */
    record Done(long messages) {}

    private final ParkingStore store;
    private final Intake intake;
    private final List<Replays> others;
    private final JsonMapper json;

    /**
     * @param intake of telemetry
     * @param others know those of other flows
     */
    ParkingController(ParkingStore store, Intake intake, ObjectProvider<Replays> others, JsonMapper json) {
        this.store = store;
        this.intake = intake;
        this.others = others.stream().toList();
        this.json = json;
    }

    /** Newest first; the header X-Total-Count says how many there are of all reasons. */
    @GetMapping
    void list(
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size,
            @RequestParam @Nullable String reason,
            HttpServletResponse response)
            throws IOException {
        if (page < 0 || size < 1 || size > MOST || page > Integer.MAX_VALUE / MOST - 1) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "page is 0 or more, size from 1 to " + MOST);
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader("X-Total-Count", Long.toString(store.count()));
        try (SequenceWriter listed = json.writer().writeValuesAsArray(response.getOutputStream())) {
            store.newest(
                    matching(reason),
                    page * size,
                    size,
                    parked -> listed.write(new Listed(Long.toString(parked.number()), parked.message())));
        }
    }

    @PostMapping("/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Done replay(@PathVariable long id) throws InterruptedException {
        ParkingStore.Parked parked = find(id);
        Intake to = intake(parked.message())
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.CONFLICT,
                        "there is no way back into %s from here"
                                .formatted(parked.message().flow())));
        if (store.replay(parked, to)) return new Done(1);
        throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "too much is on its way: try again later");
    }

    private Optional<Intake> intake(ParkedMessage message) {
        String flow = message.flow();
        if (flow == null) return Optional.of(intake);
        return others.stream().flatMap(other -> other.intake(flow).stream()).findAny();
    }

    /** Replays all that are parked now and can be, or those of one reason; fewer if they are not taken as fast. */
    @PostMapping("/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Done replayAll(@RequestParam @Nullable String reason) throws InterruptedException {
        Predicate<ParkedMessage> replayed =
                matching(reason).and(message -> intake(message).isPresent());
        return new Done(store.forEach(
                replayed,
                parked -> store.replay(parked, intake(parked.message()).orElseThrow())));
    }

    @DeleteMapping("/{id}")
    Done remove(@PathVariable long id) {
        store.remove(find(id).number());
        return new Done(1);
    }

    /** Removes those of one reason. */
    @DeleteMapping
    Done removeAll(@RequestParam String reason) throws InterruptedException {
        return new Done(store.remove(matching(reason)));
    }

    private ParkingStore.Parked find(long id) {
        return store.get(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "nothing is parked under " + id));
    }

    private static Predicate<ParkedMessage> matching(@Nullable String reason) {
        return message -> reason == null || message.reason().equals(reason);
    }
}
