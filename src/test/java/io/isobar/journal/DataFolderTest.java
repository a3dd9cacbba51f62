package io.isobar.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isobar.pipeline.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path dir;

    @Test
    void take_noSlots_isTheFolderItself() throws IOException {
        try (DataFolder first = take(0);
                DataFolder second = take(0)) {
            assertThat(first.path()).isEqualTo(dir);
            assertThat(second.path()).isEqualTo(dir);
        }
    }

    @Test
    void take_slots_givesEachOneOfItsOwn() throws IOException {
        try (DataFolder first = take(2);
                DataFolder second = take(2)) {
            assertThat(first.path()).isEqualTo(dir.resolve("slot-1"));
            assertThat(second.path()).isEqualTo(dir.resolve("slot-2"));

            assertThatThrownBy(() -> take(2))
                    .isInstanceOf(InvalidSetting.class)
                    .hasMessageStartingWith("isobar.data.slots is '2'; allowed is at least as many as processes share");
        }
    }

    @Test
    void take_slotGivenBack_isTakenAgain() throws IOException {
        DataFolder first = take(2);
        try (DataFolder second = take(2)) {
            first.close();
            try (DataFolder third = take(2)) {
                assertThat(third.path()).isEqualTo(first.path()).isNotEqualTo(second.path());
            }
        }
    }

    /** It may hold what a dead process has left. */
    @Test
    void take_slotThatIsThere_goesBeforeANewOne() throws IOException {
        Files.createDirectories(dir.resolve("slot-3"));

        try (DataFolder first = take(3);
                DataFolder second = take(3)) {
            assertThat(first.path()).isEqualTo(dir.resolve("slot-3"));
            assertThat(second.path()).isEqualTo(dir.resolve("slot-1"));
        }
    }

    @Test
    void take_slotThatCannotBeMade_namesTheFolder() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");

        assertThatThrownBy(() -> DataFolder.take(file.toString(), 1))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("isobar.data.dir is '" + file + "'; allowed is a folder that can be written: ");
    }

    private DataFolder take(int slots) {
        return DataFolder.take(dir.toString(), slots);
    }
}
