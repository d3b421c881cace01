package io.faultmesh.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.faultmesh.scenario.ArraySettings.Dataflow;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** An array of {@code src/rtl}, built by Verilator, that runs one product after the other. */
final class VerilogArray implements AutoCloseable {
  private static final Path BUILD = Path.of("target", "rtl").toAbsolutePath();

  private final Dataflow dataflow;
  private final int rows;
  private final int columns;
  private final Process bench;
  private final Writer products;
  private final BufferedReader answers;

  /**
   * What a product took and gave.
   *
   * @param cycles clock edges to the last product of the last fold
   * @param drained clock edges until all sums have left, too
   */
  record Outcome(long folds, long cycles, long drained, int[] sums) {}

  /** Builds it; the test is skipped where Verilator is not installed. */
  VerilogArray(Dataflow dataflow, int rows, int columns) throws IOException, InterruptedException {
    this.dataflow = dataflow;
    this.rows = rows;
    this.columns = columns;
    assumeTrue(
        Stream.of("verilator", "g++", "make").allMatch(VerilogArray::isInstalled),
        "needs verilator, g++ and make (Debian: apt-get install verilator g++ make)");
    String top = dataflow == Dataflow.OUTPUT_STATIONARY ? "output_stationary" : "weight_stationary";
    Path binary = BUILD.resolve(top + "-" + rows + "x" + columns);
    build(binary);
    bench =
        new ProcessBuilder(binary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    products = bench.outputWriter();
    answers = bench.inputReader();
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static void build(Path binary) throws IOException, InterruptedException {
    Path log = Files.createDirectories(BUILD).resolve("build.log");
    int code =
        new ProcessBuilder("make", "-s", "-C", "src/rtl", "BUILD=" + BUILD, binary.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(code).as(() -> "make failed: " + read(log)).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /** Input-stationary products are run transposed by the weight-stationary array. */
  boolean columnsHoldPixels() {
    return dataflow == Dataflow.INPUT_STATIONARY;
  }

  /** Values that stream into the array, over all folds of a product. */
  long operands(int m, int k, int n) {
    if (dataflow == Dataflow.OUTPUT_STATIONARY) {
      return (long) k * ((long) m * tiles(n, columns) + (long) n * tiles(m, rows));
    }
    return columnsHoldPixels()
        ? (long) k * m + (long) k * n * tiles(m, columns)
        : (long) k * n + (long) k * m * tiles(n, columns);
  }

  /** Cycles by the published formulas. */
  long closedForm(MatrixProduct product) {
    int filterTiles = tiles(product.n(), columns);
    if (dataflow == Dataflow.OUTPUT_STATIONARY) {
      int drain = product.drain() ? rows : 0;
      int fold = product.k() + rows + columns - 2 + drain;
      return (long) filterTiles * tiles(product.m(), rows) * fold;
    }
    int stream = columnsHoldPixels() ? product.n() : product.m();
    int acrossTiles = columnsHoldPixels() ? tiles(product.m(), columns) : filterTiles;
    int fold = stream + 2 * rows + columns - 2;
    return (long) acrossTiles * tiles(product.k(), rows) * fold;
  }

  private static int tiles(int length, int tile) {
    return (length + tile - 1) / tile;
  }

  Outcome run(MatrixProduct product) throws IOException {
    boolean turned = columnsHoldPixels();
    products.write((turned ? product.transposed() : product).text() + "\n");
    products.flush();
    String answer = answers.readLine();
    assertThat(answer).as("the bench's answer").isNotNull();
    List<String> words = List.of(answer.split(" "));
    int[] sums = words.stream().skip(3).mapToInt(Integer::parseInt).toArray();
    int[] own = new int[sums.length];
    for (int i = 0; i < sums.length; i++) {
      own[turned ? i % product.n() * product.m() + i / product.n() : i] = sums[i];
    }
    return new Outcome(
        Long.parseLong(words.get(0)),
        Long.parseLong(words.get(1)),
        Long.parseLong(words.get(2)),
        own);
  }

  @Override
  public void close() throws IOException {
    products.close();
    bench.destroy();
  }

  @Override
  public String toString() {
    return dataflow + " " + rows + "x" + columns;
  }
}
