package io.faultmesh.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DRAM traces as the tools write them. */
class RequestFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("trace.txt"), text);
  }

  /** {@code cycle:bytes} of each request. */
  private List<String> read(String... lines) throws IOException {
    Path file = file(String.join("\n", lines));
    assertThat(RequestFile.isOne(file)).isTrue();
    List<String> requests = new ArrayList<>();
    RequestFile.read(file, (cycle, bytes) -> requests.add(cycle + ":" + bytes));
    return requests;
  }

  private void refused(String text, String message) throws IOException {
    Path file = file(text);
    assertThatThrownBy(
            () -> {
              assertThat(RequestFile.isOne(file)).isTrue();
              RequestFile.read(file, (cycle, bytes) -> {});
            })
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }

  @Test
  void plainTracesNameCycleAddressAndDirection() throws IOException {
    assertThat(read("\uFEFF0,64,read")).containsExactly("0:64");
    assertThat(read("cycle,address,rw", "0,64,read", "7, 0xF0 , W", "", "7,128,write\r"))
        .containsExactly("0:64", "7:64", "7:64");
  }

  @Test
  void dramSim3NamesTheCycleLast() throws IOException {
    assertThat(read("0x1000 READ 0", "1040 WRITE 10", "0xffff P_MEM_WR 9", "0x0 READ 12"))
        .containsExactly("0:64", "10:64", "10:64", "12:64");
  }

  @Test
  void ramulatorSendsOneRequestPerCycle() throws IOException {
    assertThat(read("0x12345680 R", "0x4cbd56c0 W", "0x35d46f00"))
        .containsExactly("0:64", "1:64", "2:64");
    assertThat(read("LD 0x12345678", "ST 64", "LD 0")).containsExactly("0:64", "1:64", "2:64");
    assertThat(read("R 0,0,1,2,1024,8", "W 0,1,1,2,7,0")).containsExactly("0:64", "1:64");
  }

  @Test
  void scaleSimMovesAByteForEachAddressOfARow() throws IOException {
    assertThat(
            read(
                "-2.0,100.0,101.0,102.0",
                "-1.0,103.0,-1.0,-1.0",
                "0.0,-1.0,-1.0,-1.0",
                "5.0,1.2e+07,-1,4"))
        .containsExactly("0:3", "1:1", "7:2");
  }

  @Test
  void aRowMayBeLong() throws IOException {
    assertThat(read("3.0" + ",20000000.0".repeat(50_000))).containsExactly("3:50000");
  }

  @Test
  void commentsAreNoRequests() throws IOException {
    assertThat(read("# made by hand", "", "0x0 R", "# more", "0x40 W")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,18446744073709551552,read | txt:1: the address 18446744073709551552 is too large",
        "0,0x8000000000000000,read | txt:1: the address 0x8000000000000000 is too large",
        "ffffffffffffffff READ 0 | txt:1: the address ffffffffffffffff is too large",
        "LD 9223372036854775808 | txt:1: the address 9223372036854775808 is too large",
        "99999999999999999999,0,read | txt:1: the cycle 99999999999999999999 is too large",
        "1.0e99,0 | txt:1: the cycle 1.0e99 is too large",
        "0.5,0.25 | txt:1: not a DRAM request",
        "3 20734016 | txt:1: not a DRAM request; known are cycle,address,read|write; SCALE-Sim",
        "hello | A list of faults begins with trial,image,layer",
        "0x1000 READ | txt:1: not a DRAM request",
      })
  void whatCannotBeARequestIsSaid(String line, String message) throws IOException {
    refused(line + "\n", message);
  }

  @Test
  void aFileKeepsItsForm() throws IOException {
    refused(
        "0x0 R\n0x40 W\n7,64,read\n", "txt:3: not of the form of the first request, Ramulator's");
  }

  @Test
  void anEmptyTraceIsNamedAsSuch() throws IOException {
    refused("", "trace.txt: holds no requests");
    refused("\n\n# nothing\n", "trace.txt: holds no requests");
    refused("cycle,address,rw\n", "trace.txt: holds no requests");
  }

  @Test
  void aListOfFaultsIsNoTrace() throws IOException {
    assertThat(RequestFile.isOne(file(String.join(",", FaultList.COLUMNS) + "\n"))).isFalse();
  }
}
