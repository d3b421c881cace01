package io.faultmesh.campaign.unit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.campaign.format.CellMessage;
import io.faultmesh.campaign.format.ClassMessage;
import io.faultmesh.campaign.format.FlipsMessage;
import io.faultmesh.campaign.format.TrialMessage;
import io.faultmesh.campaign.format.UnitMessage;
import io.faultmesh.fault.Cells;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.measure.ClassTally;
import io.faultmesh.measure.PartTally;
import io.faultmesh.measure.PartTally.Sum;
import io.faultmesh.measure.TrialTally;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Units as bytes, see {@code proto/units.proto}; equal counts have equal bytes. */
public final class UnitCodec {
  private UnitCodec() {}

  public static byte[] write(UnitCounts counts) {
    UnitMessage.Builder message =
        UnitMessage.newBuilder()
            .setFirstImage(counts.unit().firstImage())
            .setImages(counts.unit().images())
            .setFirstTrial(counts.unit().firstTrial())
            .setTrials(counts.unit().trials())
            .addAllGoldenCorrect(counts.goldenCorrect());
    for (int cell = 0; cell < counts.cells().size(); cell++) {
      List<String> lines = counts.lines().isEmpty() ? List.of() : counts.lines().get(cell);
      message.addCells(write(counts.cells().get(cell), lines));
    }
    return message.build().toByteArray();
  }

  private static CellMessage write(PartTally part, List<String> lines) {
    CellMessage.Builder message =
        CellMessage.newBuilder()
            .addAllCorrect(sums(part, Sum.CORRECT))
            .addAllDrop(sums(part, Sum.DROP))
            .addAllSdc1(sums(part, Sum.SDC1))
            .addAllSdc5(sums(part, Sum.SDC5))
            .addAllStruck(sums(part, Sum.STRUCK))
            .addAllMasked(sums(part, Sum.MASKED))
            .addAllLines(lines);
    part.trials().forEach(trial -> message.addTrials(write(trial.counts())));
    part.classes()
        .counts()
        .forEach(
            (label, counts) ->
                message.addClasses(
                    ClassMessage.newBuilder()
                        .setLabel(label)
                        .setInferences(counts.inferences())
                        .setGoldenCorrect(counts.goldenCorrect())
                        .setCorrect(counts.correct())));
    part.flips().rows().forEach(row -> message.addFlips(write(row)));
    return message.build();
  }

  private static List<Integer> sums(PartTally part, Sum sum) {
    return Arrays.stream(part.imageSums(sum)).boxed().toList();
  }

  private static TrialMessage write(TrialTally.Counts trial) {
    TrialMessage.Builder message =
        TrialMessage.newBuilder()
            .setImages(trial.images())
            .setCorrect(trial.correct())
            .setCorrectToWrong(trial.correctToWrong())
            .setWrongToCorrect(trial.wrongToCorrect())
            .setSdc1(trial.sdc1())
            .setSdc5(trial.sdc5())
            .setStruck(trial.struck())
            .setMasked(trial.masked())
            .setAnswered(trial.answered())
            .setFlips(trial.flips())
            .setCrc((int) trial.crc())
            .setLogitBytes(trial.logitBytes());
    Outcome.counted().forEach(one -> message.addWords(trial.words().getOrDefault(one, 0L)));
    return message.build();
  }

  private static FlipsMessage write(FlipTally.Row row) {
    return FlipsMessage.newBuilder()
        .setTable(row.table().name())
        .setSite(row.cells().site().name())
        .setKind(row.cells().kind())
        .setLayer(row.layer())
        .addAllCounts(Arrays.stream(row.counts()).boxed().toList())
        .build();
  }

  /**
   * Reads a unit.
   *
   * @param number of the unit in its plan
   * @param layers by design and rate
   * @throws IllegalArgumentException if the bytes are no unit
   */
  public static UnitCounts read(byte[] bytes, int number, List<Integer> layers) {
    UnitMessage message = parse(bytes);
    WorkUnit unit =
        new WorkUnit(
            number,
            message.getFirstImage(),
            message.getImages(),
            message.getFirstTrial(),
            message.getTrials());
    if (message.getCellsCount() != layers.size()) {
      throw new IllegalArgumentException("a unit of another campaign");
    }
    List<PartTally> cells = new ArrayList<>();
    List<List<String>> lines = new ArrayList<>();
    for (int cell = 0; cell < layers.size(); cell++) {
      cells.add(read(message.getCells(cell), unit, layers.get(cell)));
      lines.add(message.getCells(cell).getLinesList());
    }
    return new UnitCounts(unit, message.getGoldenCorrectList(), cells, lines);
  }

  /** Which images and trials a unit's bytes tell of. */
  public static WorkUnit unit(byte[] bytes, int number) {
    UnitMessage message = parse(bytes);
    return new WorkUnit(
        number,
        message.getFirstImage(),
        message.getImages(),
        message.getFirstTrial(),
        message.getTrials());
  }

  private static UnitMessage parse(byte[] bytes) {
    try {
      return UnitMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no unit of work", e);
    }
  }

  private static PartTally read(CellMessage message, WorkUnit unit, int layers) {
    List<TrialTally> trials = message.getTrialsList().stream().map(UnitCodec::read).toList();
    PartTally part = PartTally.of(trials, unit.images(), layers);
    add(part, Sum.CORRECT, message.getCorrectList());
    add(part, Sum.DROP, message.getDropList());
    add(part, Sum.SDC1, message.getSdc1List());
    add(part, Sum.SDC5, message.getSdc5List());
    add(part, Sum.STRUCK, message.getStruckList());
    add(part, Sum.MASKED, message.getMaskedList());
    for (ClassMessage one : message.getClassesList()) {
      part.classes()
          .add(
              one.getLabel(),
              new ClassTally.Counts(one.getInferences(), one.getGoldenCorrect(), one.getCorrect()));
    }
    message.getFlipsList().forEach(row -> part.flips().add(read(row)));
    return part;
  }

  private static void add(PartTally part, Sum sum, List<Integer> values) {
    for (int image = 0; image < values.size(); image++) {
      part.add(sum, image, values.get(image));
    }
  }

  private static TrialTally read(TrialMessage trial) {
    Map<Outcome, Long> words = new EnumMap<>(Outcome.class);
    for (int i = 0; i < trial.getWordsCount(); i++) {
      words.put(Outcome.counted().get(i), trial.getWords(i));
    }
    return TrialTally.of(
        new TrialTally.Counts(
            trial.getImages(),
            trial.getCorrect(),
            trial.getCorrectToWrong(),
            trial.getWrongToCorrect(),
            trial.getSdc1(),
            trial.getSdc5(),
            trial.getStruck(),
            trial.getMasked(),
            trial.getAnswered(),
            trial.getFlips(),
            words,
            Integer.toUnsignedLong(trial.getCrc()),
            trial.getLogitBytes()));
  }

  private static FlipTally.Row read(FlipsMessage row) {
    return new FlipTally.Row(
        FlipTally.Table.valueOf(row.getTable()),
        new Cells(FaultSite.valueOf(row.getSite()), row.getKind()),
        row.getLayer(),
        row.getCountsList().stream().mapToLong(Long::longValue).toArray());
  }
}
