package io.faultmesh.protection.mechanism;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Attempts;
import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.Reaction;
import io.faultmesh.scenario.LayerChoice;
import io.faultmesh.scenario.Within;
import java.util.BitSet;
import java.util.List;

/**
 * The array computes layers twice, one after the other on the same elements or side by side, and
 * results that differ are detected: double modular redundancy in time or in space.
 *
 * @param layers which, as in {@code faults.layers}; all if there are none
 * @param in time or space
 * @param detected what results that differ cause: stop, pass or repeat
 * @param attempts how often at most, with repeat
 */
public record Duplicate(
    List<LayerChoice> layers,
    Place in,
    Reaction detected,
    @Within(low = 1, high = 8) Integer attempts)
    implements Mechanism {

  /** Where the second pass runs. */
  public enum Place {
    /** On the same elements, behind the first. */
    @JsonProperty("time")
    TIME,
    /** On other elements, at the same time: each pass has half of the columns. */
    @JsonProperty("space")
    SPACE
  }

  public Duplicate {
    layers = layers == null ? List.of() : List.copyOf(layers);
    in = in == null ? Place.TIME : in;
    detected = detected == null ? Reaction.STOP : detected;
    if (!List.of(Reaction.STOP, Reaction.PASS, Reaction.REPEAT).contains(detected)) {
      throw new IllegalArgumentException("detected must be stop, pass or repeat");
    }
    attempts = Attempts.of(attempts, detected);
  }

  public Duplicate() {
    this(null, null, null, null);
  }

  @Override
  public String key() {
    return "duplicate";
  }

  @Override
  public BitSet repeatedChannels(IntegerLayer layer, BitSet important) {
    BitSet channels = new BitSet();
    channels.set(
        0,
        LayerChoice.chooses(layers, layer.index(), layer.node().name())
            ? layer.node().filters()
            : 0);
    return channels;
  }

  @Override
  public int passes() {
    return 2;
  }

  @Override
  public int abreast() {
    return in == Place.SPACE ? 2 : 1;
  }

  @Override
  public Reaction unequal() {
    return detected;
  }

  @Override
  public int unequalAttempts() {
    return attempts;
  }

  @Override
  public boolean reacts() {
    return detected == Reaction.REPEAT;
  }

  @Override
  public void check(IntegerNetwork network) {
    List<String> names = network.layers().stream().map(layer -> layer.node().name()).toList();
    LayerChoice.resolve(layers, names, "duplicate.layers");
  }
}
