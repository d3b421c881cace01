package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal while a folder or file is begun: what was created by then is removed, too. */
class InterruptedBeginningTest {
  private static final int TERMINATED = 143;
  private static final int LONG_MILLIS = 300;

  @TempDir Path temporary;

  /** A process that ends itself right after a folder is created, and goes on slowly. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      CleanUps.onSignals();
      Disk disk = interruptedAfter(Integer.parseInt(arguments[2]));
      Path place = Path.of(arguments[1]);
      if (arguments[0].equals("folder")) {
        Source source = new Source("faultmesh 1", "run", "settings", List.of());
        RunFolder.create(disk, place, Existing.REFUSE, source, folder -> true);
      } else {
        WholeFile.target(place, Path.of("no input"), false).open(disk);
      }
      Thread.sleep(60_000);
    }

    private static Disk interruptedAfter(int folders) {
      return new Disk() {
        private int left = folders;

        @Override
        void createFolder(Path folder) throws IOException {
          super.createFolder(folder);
          left--;
          if (left == 0) {
            interrupt();
          }
        }
      };
    }

    private static void interrupt() throws IOException {
      try {
        new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start().waitFor();
        Thread.sleep(LONG_MILLIS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"folder,a/b,1", "folder,a/b,2", "folder,a/b,3", "file,c,1", "file,c,2"})
  void leavesNothingAtAnyMoment(String what, String place, String folders) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                what,
                temporary.resolve(place).toString(),
                folders)
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isEqualTo(TERMINATED);
    assertThat(RunFolderTest.all(temporary)).isEmpty();
  }
}
