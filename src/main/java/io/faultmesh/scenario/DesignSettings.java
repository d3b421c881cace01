package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.text.Nearest;
import java.util.List;

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
 */
public record DesignSettings(
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

  private static final List<String> SCORES = List.of("gradient", "taylor", "weight-l1", "random");

  public DesignSettings {
    preset = Checks.orElse(preset, Preset.BASE);
    name = Checks.text("name", Checks.orElse(name, preset.label()));
    important = Checks.orElse(important, defaultImportant(preset));
    Checks.within("important", important, 0, 1);
    policy = Checks.orElse(policy, Policy.UNIFORM);
    score = Checks.text("score", Checks.orElse(score, "gradient"));
    checkScore(score);
    recompute = Checks.orElse(recompute, defaultRecompute(preset));
    ordinaryBits = Checks.orElse(ordinaryBits, defaultOrdinaryBits(preset));
    Checks.within("ordinaryBits", ordinaryBits, 0, 8);
    importantBits = Checks.orElse(importantBits, defaultImportantBits(preset, ordinaryBits));
    Checks.within("importantBits", importantBits, 0, 8);
    Checks.fileName("name", name);
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

  private static double defaultImportant(Preset preset) {
    return switch (preset) {
      case ARCH, ALG, CL -> 0.03;
      case BASE, CRT1, CRT2, CRT3 -> 0;
    };
  }

  private static Recompute defaultRecompute(Preset preset) {
    return switch (preset) {
      case ARCH, CL -> Recompute.DPPU;
      case ALG -> Recompute.CHANNELS;
      case BASE, CRT1, CRT2, CRT3 -> Recompute.NONE;
    };
  }

  private static int defaultOrdinaryBits(Preset preset) {
    return switch (preset) {
      case BASE, ARCH, ALG -> 0;
      case CRT1, CL -> 1;
      case CRT2 -> 2;
      case CRT3 -> 3;
    };
  }

  private static int defaultImportantBits(Preset preset, int ordinaryBits) {
    return switch (preset) {
      case ARCH, ALG -> 8;
      case CL -> Math.max(3, ordinaryBits);
      case BASE, CRT1, CRT2, CRT3 -> ordinaryBits;
    };
  }
}
