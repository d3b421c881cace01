package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.faultmesh.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One protection design: a preset's parts, each of which may be set.
 *
 * @param important fraction of neurons (of channels for {@code channels} recomputation) that are
 *     important
 * @param policy among which neurons the fraction is taken
 * @param score what ranks neurons: {@code gradient}, {@code taylor}, {@code weight-l1}, {@code
 *     random}, or the path of a score file
 * @param recompute who recomputes important neurons
 * @param ordinaryBits top bits of ordinary neurons that are triplicated and voted
 * @param importantBits top bits of important neurons that are triplicated and voted
 * @param quantisation the design's own quantisation; null means the scenario's
 * @param array the design's own array; null means the scenario's
 * @param dppu the design's own dot-product unit; null means the scenario's
 * @param protect further mechanisms in their order, the first nearest to the cells, behind those
 *     that the keys above stand for
 * @param members networks that run one after the other in place of the scenario's; empty for most
 * @param combine how the members' logits become one; null without members
 */
public record DesignSettings(
    Preset preset,
    String name,
    @Within(low = 0, high = 1) Double important,
    Policy policy,
    String score,
    Recompute recompute,
    @Within(low = 0, high = 8) Integer ordinaryBits,
    @Within(low = 0, high = 8) Integer importantBits,
    QuantisationSettings quantisation,
    ArraySettings array,
    DppuSettings dppu,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonDeserialize(contentUsing = ProtectCodec.Reader.class)
        @JsonSerialize(contentUsing = ProtectCodec.Writer.class)
        List<ProtectSettings> protect,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> members,
    @JsonInclude(JsonInclude.Include.NON_NULL) Combine combine) {

  /** Among which neurons the important fraction is taken. */
  public enum Policy {
    /** Of each layer. */
    @JsonProperty("uniform")
    UNIFORM,
    /** Of the whole network. */
    @JsonProperty("global")
    GLOBAL,
    /** Of each fold, so that no fold exceeds the dot-product unit. */
    @JsonProperty("per-fold")
    PER_FOLD
  }

  /** Who computes important neurons again. */
  public enum Recompute {
    /** Nobody: important neurons differ only in their voted bits. */
    @JsonProperty("none")
    NONE,
    /** The dot-product unit, neuron by neuron. */
    @JsonProperty("dppu")
    DPPU,
    /** The array itself, three times, channel by channel. */
    @JsonProperty("channels")
    CHANNELS
  }

  /** How the logits of several networks become one. */
  public enum Combine {
    /** Each member votes for a class; of equal votes those of earlier members count. */
    @JsonProperty("majority")
    MAJORITY,
    /** The sum of the logits. */
    @JsonProperty("sum")
    SUM,
    /** The median of the logits, class by class. */
    @JsonProperty("median")
    MEDIAN
  }

  /** So that votes and places fit an int8. */
  private static final int MOST_MEMBERS = 9;

  private static final List<String> SCORES = List.of("gradient", "taylor", "weight-l1", "random");

  @JsonCreator
  public DesignSettings {
    preset = Checks.orElse(preset, Preset.BASE);
    Preset.Keys keys = preset.keys();
    name = Checks.text("name", Checks.orElse(name, preset.label()));
    important = Checks.orElse(important, Checks.orElse(keys.important(), 0.0));
    Checks.within("important", important, 0, 1);
    policy = Checks.orElse(policy, Policy.UNIFORM);
    score = Checks.text("score", Checks.orElse(score, "gradient"));
    checkScore(score);
    recompute = Checks.orElse(recompute, Checks.orElse(keys.recompute(), Recompute.NONE));
    ordinaryBits = Checks.orElse(ordinaryBits, Checks.orElse(keys.ordinaryBits(), 0));
    Checks.within("ordinaryBits", ordinaryBits, 0, 8);
    int usual = Checks.orElse(keys.importantBits(), ordinaryBits);
    importantBits = Checks.orElse(importantBits, Math.max(usual, ordinaryBits));
    Checks.within("importantBits", importantBits, 0, 8);
    Checks.fileName("name", name);
    protect = Checks.listOrElse(protect, List.of());
    members = Checks.listOrElse(members, List.of());
    checkMembers(members, combine);
    combine = members.isEmpty() ? null : Checks.orElse(combine, Combine.MAJORITY);
  }

  private static void checkMembers(List<String> members, Combine combine) {
    if (members.isEmpty() && combine != null) {
      throw new IllegalArgumentException("combine needs members");
    }
    if (members.size() == 1 || members.size() > MOST_MEMBERS) {
      throw new IllegalArgumentException(
          "members must be 2 to " + MOST_MEMBERS + " networks, not " + members.size());
    }
    members.forEach(member -> Checks.text("members", member));
  }

  /** A design on the scenario's network. */
  public DesignSettings(
      Preset preset,
      String name,
      Double important,
      Policy policy,
      String score,
      Recompute recompute,
      Integer ordinaryBits,
      Integer importantBits,
      QuantisationSettings quantisation,
      ArraySettings array,
      DppuSettings dppu,
      List<ProtectSettings> protect) {
    this(
        preset,
        name,
        important,
        policy,
        score,
        recompute,
        ordinaryBits,
        importantBits,
        quantisation,
        array,
        dppu,
        protect,
        null,
        null);
  }

  /** A design without further mechanisms. */
  public DesignSettings(
      Preset preset,
      String name,
      Double important,
      Policy policy,
      String score,
      Recompute recompute,
      Integer ordinaryBits,
      Integer importantBits,
      QuantisationSettings quantisation,
      ArraySettings array,
      DppuSettings dppu) {
    this(
        preset,
        name,
        important,
        policy,
        score,
        recompute,
        ordinaryBits,
        importantBits,
        quantisation,
        array,
        dppu,
        null);
  }

  /** The entries of {@code protect} that the keys beside it are short for. */
  public List<ProtectSettings> protectOfKeys(DppuSettings unit) {
    List<ProtectSettings> entries = new ArrayList<>();
    if (ordinaryBits > 0 || importantBits > 0) {
      var bits = Map.of("bits", ordinaryBits, "importantBits", importantBits);
      entries.add(ScenarioMapper.protect("tmr", bits));
    }
    if (recompute != Recompute.NONE) {
      String key = recompute == Recompute.DPPU ? "recompute" : "repeat";
      entries.add(ScenarioMapper.protect(key, Map.of()));
    }
    if (unit.repair()) {
      entries.add(ScenarioMapper.protect("repair", Map.of()));
    }
    return entries;
  }

  /** For each of its mechanisms a design that has this one alone, named by its key. */
  public List<DesignSettings> alone(DppuSettings unit) {
    List<ProtectSettings> entries = protectOfKeys(unit);
    entries.addAll(protect);
    Map<String, Integer> numbers = new HashMap<>();
    List<DesignSettings> designs = new ArrayList<>();
    for (ProtectSettings entry : entries) {
      int number = numbers.merge(entry.key(), 1, Integer::sum);
      designs.add(
          new DesignSettings(
              Preset.BASE,
              number == 1 ? entry.key() : entry.key() + "-" + number,
              important,
              policy,
              score,
              Recompute.NONE,
              0,
              0,
              quantisation,
              array,
              new DppuSettings(unit.multipliers(), unit.group(), unit.reuse(), false),
              List.of(entry)));
    }
    return designs;
  }

  /** What is nearly a ranking's name is no file. */
  private static void checkScore(String score) {
    if (SCORES.contains(score) || score.contains("/")) {
      return;
    }
    String guess = KeyGuesses.value("designs.score", score);
    String hint = guess == null ? Nearest.hint(score, SCORES) : guess;
    if (!hint.isEmpty()) {
      String known = String.join(", ", SCORES);
      throw new IllegalArgumentException(
          "score must be " + known + " or the path of a score file, not '" + score + "'" + hint);
    }
  }

  /** A preset as it is. */
  public static DesignSettings preset(Preset preset) {
    return new DesignSettings(preset, null, null, null, null, null, null, null, null, null, null);
  }
}
