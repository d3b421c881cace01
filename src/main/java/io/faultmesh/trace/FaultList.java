package io.faultmesh.trace;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSettings.Persistence;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.Rates;
import io.faultmesh.scenario.StuckSettings;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.scenario.reading.InputFile;
import io.faultmesh.text.Nearest;
import io.faultmesh.text.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Faults in the hand of a person: a CSV file with one flipped bit per line. It names the faults of
 * all replicas; what it does not name does not happen.
 *
 * <p>Columns: {@code trial,image,layer,site,replica,neuron,bit}. {@code image} is the index in the
 * whole data set, or -1 for faults that outlast images; {@code neuron} the number of the struck
 * value in its site (for {@code pe} that of the processing element, with layer -1). An eighth
 * column {@code stuck} gives the value, 0 or 1, of stuck bits; a last column {@code cells} the
 * mechanism whose redundant bits are struck, whose {@code neuron} is the number of the word; it is
 * empty for values.
 */
public final class FaultList {
  static final List<String> COLUMNS =
      List.of("trial", "image", "layer", "site", "replica", "neuron", "bit");
  static final String STUCK = "stuck";
  static final String CELLS = "cells";

  private static final long MAX_FILE_BYTES = 1L << 28;
  private static final int MAX_TRIALS = 100_000;

  /** One line. */
  private record Fault(
      int trial,
      int image,
      int layer,
      FaultSite site,
      int replica,
      long neuron,
      int bit,
      Integer stuck,
      String cells)
      implements Comparable<Fault> {

    @Override
    public int compareTo(Fault other) {
      int byPlace = Arrays.compare(key(), other.key());
      return byPlace != 0 ? byPlace : cells.compareTo(other.cells);
    }

    // Sites are compared within this list only, so their order may number them.
    @SuppressWarnings("EnumOrdinal")
    private long[] key() {
      return new long[] {trial, image, layer, site.ordinal(), replica, neuron, bit};
    }
  }

  private final Path path;
  private final TreeMap<Fault, Integer> lines = new TreeMap<>();
  private boolean hasStuck;
  private boolean hasCells;

  private FaultList(Path path) {
    this.path = path;
  }

  /**
   * Reads a list.
   *
   * @throws BadInputException with the line that is wrong
   */
  public static FaultList read(Path path) {
    FaultList list = new FaultList(path);
    FileErrors.requireFile(path);
    try {
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw new BadInputException(path + ": over " + MAX_FILE_BYTES + " bytes are too many");
      }
      try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
        list.read(reader);
      }
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be read as text", e);
    }
    return list;
  }

  private void read(BufferedReader reader) throws IOException {
    String header = InputFile.withoutMark(reader.readLine());
    String columns = String.join(",", COLUMNS);
    List<String> given = List.of(header == null ? new String[0] : header.split(",", -1));
    hasStuck = given.contains(STUCK);
    hasCells = given.contains(CELLS);
    String expected = columns + (hasStuck ? "," + STUCK : "") + (hasCells ? "," + CELLS : "");
    if (!expected.equals(header)) {
      throw bad(1, "the first line must be " + columns + " (and may go on ,stuck and ,cells)");
    }
    int number = 1;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        add(line, number);
      }
    }
    if (lines.isEmpty()) {
      throw new BadInputException(path + ": holds no faults");
    }
  }

  private static String unknownSite(String name) {
    List<String> known = Arrays.stream(FaultSite.values()).map(FaultSite::label).toList();
    String hint = Nearest.hint(name, known);
    return "no site is called '"
        + name
        + "'"
        + (hint.isEmpty() ? "; known are " + String.join(", ", known) : hint);
  }

  private BadInputException bad(int line, String what) {
    return new BadInputException(path + ":" + line + ": " + what);
  }

  private void add(String text, int line) {
    String[] fields = text.split(",", -1);
    int columns = COLUMNS.size() + (hasStuck ? 1 : 0) + (hasCells ? 1 : 0);
    if (fields.length != columns) {
      throw bad(line, fields.length + " fields; " + columns + " are needed");
    }
    FaultSite site =
        Arrays.stream(FaultSite.values())
            .filter(one -> one.label().equals(fields[3].strip()))
            .findFirst()
            .orElseThrow(() -> bad(line, unknownSite(fields[3].strip())));
    boolean stuck = hasStuck && !fields[COLUMNS.size()].isBlank();
    if (site == FaultSite.PE && !stuck) {
      throw bad(line, "pe bits are stuck: the list needs the column " + STUCK);
    }
    if (stuck && !site.mayStick()) {
      throw bad(line, "bits of " + site.label() + " cannot stick; leave the field stuck empty");
    }
    String cells = hasCells ? cells(line, fields[columns - 1].strip()) : Draw.DATA;
    int widest = cells.equals(Draw.DATA) ? site.bitsPerValue() : Long.SIZE;
    int first = stuck ? -1 : 0;
    Fault fault =
        new Fault(
            (int) number(line, fields, 0, 0, MAX_TRIALS - 1),
            (int) number(line, fields, 1, -1, stuck ? -1 : Integer.MAX_VALUE),
            (int) number(line, fields, 2, first, stuck ? -1 : 1_000_000),
            site,
            (int) number(line, fields, 4, 0, 2),
            number(line, fields, 5, 0, stuck ? Integer.MAX_VALUE : 1L << 55),
            (int) number(line, fields, 6, 0, widest - 1),
            stuck ? (Integer) (int) number(line, fields, COLUMNS.size(), 0, 1) : null,
            cells);
    if (fault.image < 0 && !stuck && !site.storesParameters()) {
      throw bad(line, "faults of site " + site.label() + " last for one image; image is -1");
    }
    Integer before = lines.put(fault, line);
    if (before != null) {
      throw bad(line, "the bit of line " + before + " again");
    }
  }

  private String cells(int line, String text) {
    List<String> known = ProtectSettings.keys();
    if (!text.isEmpty() && !known.contains(text)) {
      String hint = Nearest.hint(text, known);
      throw bad(line, "no mechanism is called '" + text + "'" + hint);
    }
    return text.isEmpty() ? Draw.DATA : text;
  }

  private long number(int line, String[] fields, int column, long low, long high) {
    String text = fields[column].strip();
    if (text.matches("-?\\d{1,18}")) {
      long value = Long.parseLong(text);
      if (value >= low && value <= high) {
        return value;
      }
    }
    String name = column < COLUMNS.size() ? COLUMNS.get(column) : STUCK;
    throw bad(line, Text.format("%s must be between %d and %d, not '%s'", name, low, high, text));
  }

  /**
   * The settings under which a plan plays the list: one rate, 0, since nothing is drawn.
   *
   * @throws BadInputException if parameters are struck both per image and per trial
   */
  public FaultSettings settings() {
    Set<FaultSite> sites = EnumSet.noneOf(FaultSite.class);
    Set<FaultSite> sticking = EnumSet.noneOf(FaultSite.class);
    lines.keySet().stream()
        .filter(fault -> fault.stuck == null || fault.site == FaultSite.PE)
        .forEach(fault -> sites.add(fault.site));
    lines.keySet().stream()
        .filter(fault -> fault.stuck != null && fault.site != FaultSite.PE)
        .forEach(fault -> sticking.add(fault.site));
    long parameters =
        lines.keySet().stream()
            .filter(fault -> fault.stuck == null && fault.site.storesParameters())
            .count();
    long lasting =
        lines.keySet().stream()
            .filter(fault -> fault.stuck == null)
            .filter(fault -> fault.site.storesParameters() && fault.image < 0)
            .count();
    if (lasting > 0 && lasting < parameters) {
      throw new BadInputException(
          path + ": weights, biases and scales are struck either all with image -1 or none");
    }
    Persistence persistence = lasting > 0 ? Persistence.TRIAL : Persistence.IMAGE;
    int trials = lines.lastKey().trial + 1;
    StuckSettings stuck =
        sticking.isEmpty()
            ? null
            : new StuckSettings(List.copyOf(sticking), null, List.of(0.0), null);
    List<FaultSite> flipped = sites.isEmpty() ? null : List.copyOf(sites);
    return new FaultSettings(
        Rates.of(List.of(0.0)), flipped, trials, null, null, null, persistence, null, stuck, null);
  }

  /** The faults, at the rate of {@link #settings}. */
  public FaultRecord faults() {
    FaultRecord record = new FaultRecord(path.toString(), true);
    for (Fault fault : lines.keySet()) {
      Draw place =
          Draw.of(0.0, fault.trial, fault.image, fault.layer, fault.site)
              .ofCopy(fault.replica)
              .ofKind(fault.cells);
      if (fault.stuck != null) {
        record.add(place, new StuckBit((int) fault.neuron, fault.bit, fault.stuck == 1));
      } else {
        int width = fault.cells.equals(Draw.DATA) ? fault.site.bitsPerValue() : Long.SIZE;
        record.add(place, fault.neuron * width + fault.bit);
      }
    }
    return record;
  }
}
