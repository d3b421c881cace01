package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerStopTest {
  private static final int STOPPED = 5;

  @Test
  void aWorkerThatASchedulerEndsSaysThatItMayJoinAgain() throws Exception {
    int port = freePort();
    Process worker = ProgramProcess.plain(List.of("worker", "--join=127.0.0.1:" + port)).start();
    try (BufferedReader said = worker.inputReader()) {
      assertThat(said.readLine()).contains("looking for a coordinator");

      // The process's own method would close its streams, too.
      worker.toHandle().destroy();

      assertThat(said.lines().toList()).contains("faultmesh: stopped; the same command goes on");
      assertThat(worker.waitFor()).isEqualTo(STOPPED);
    } finally {
      worker.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
