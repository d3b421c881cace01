package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
  private static final int RECORDS = 4;

  @TempDir private Path folder;

  private static byte[] content(long number) {
    byte[] content = new byte[5 + 7 * (int) number];
    new Random(number).nextBytes(content);
    return content;
  }

  private static void fill(Disk disk, Path file) {
    try (RecordLog log = RecordLog.open(disk, file)) {
      for (long number = 0; number < RECORDS; number++) {
        log.put(number, content(number));
      }
    }
  }

  @Test
  void aLogThatWasCutAnywhereGoesOnToTheSameBytes() throws IOException {
    Path whole = folder.resolve("whole");
    fill(new Disk(), whole);
    byte[] all = Files.readAllBytes(whole);
    for (int bytes = 0; bytes <= all.length; bytes++) {
      Path cut = folder.resolve("cut" + bytes);
      Files.write(cut, Arrays.copyOf(all, bytes));
      try (RecordLog log = RecordLog.open(new Disk(), cut)) {
        for (long number : log.numbers()) {
          assertThat(log.get(number)).hasValue(content(number));
        }
      }
      fill(new Disk(), cut);
      assertThat(cut).hasBinaryContent(all);
    }
  }

  @Test
  void aProgramKilledBeforeAnyStepOrInsideAWriteLosesNoWholeRecord() throws IOException {
    Path whole = folder.resolve("whole");
    fill(new Disk(), whole);
    boolean killed = true;
    for (int steps = 1; killed; steps++) {
      Path file = folder.resolve("log" + steps);
      MortalDisk disk = new MortalDisk(steps);
      try {
        fill(disk, file);
        killed = false;
      } catch (MortalDisk.Killed e) {
        killed = true;
      }
      fill(new Disk(), file);
      assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(whole));
    }
  }

  @Test
  void aFlippedBitEndsTheLogInFrontOfItsRecord() throws IOException {
    Path file = folder.resolve("log");
    fill(new Disk(), file);
    byte[] all = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * all.length; bit++) {
      byte[] damaged = all.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, damaged);
      try (RecordLog log = RecordLog.read(file)) {
        assertThat(log.isWhole()).isFalse();
        for (long number : log.numbers()) {
          assertThat(log.get(number)).hasValue(content(number));
        }
      }
    }
  }
}
