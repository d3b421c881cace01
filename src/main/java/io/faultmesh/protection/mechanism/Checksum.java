package io.faultmesh.protection.mechanism;

import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Attempts;
import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.TileCheck;
import io.faultmesh.scenario.LayerChoice;
import io.faultmesh.scenario.Within;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Algorithm-based fault tolerance: a row and a column more compute check sums of each tile of sums.
 * One error is located and corrected; what cannot be located is detected.
 *
 * @param layers which, as in {@code faults.layers}; all if there are none
 * @param detected what errors cause that cannot be located: stop, pass, repeat or refetch
 * @param attempts how often at most, with repeat and refetch
 */
public record Checksum(
    List<LayerChoice> layers, Reaction detected, @Within(low = 1, high = 8) Integer attempts)
    implements Mechanism {
  private static final Set<Reaction> REACTIONS =
      EnumSet.of(Reaction.STOP, Reaction.PASS, Reaction.REPEAT, Reaction.REFETCH);

  public Checksum {
    layers = layers == null ? List.of() : List.copyOf(layers);
    detected = detected == null ? Reaction.STOP : detected;
    if (!REACTIONS.contains(detected)) {
      throw new IllegalArgumentException("detected must be stop, pass, repeat or refetch");
    }
    attempts = Attempts.of(attempts, detected);
  }

  public Checksum() {
    this(null, null, null);
  }

  @Override
  public String key() {
    return "checksum";
  }

  @Override
  public Optional<TileCheck> tileCheck(IntegerLayer layer) {
    return LayerChoice.chooses(layers, layer.index(), layer.node().name())
        ? Optional.of(new TileCheck(key(), detected, attempts))
        : Optional.empty();
  }

  @Override
  public boolean reacts() {
    return detected == Reaction.REPEAT || detected == Reaction.REFETCH;
  }

  @Override
  public void check(IntegerNetwork network) {
    List<String> names = network.layers().stream().map(layer -> layer.node().name()).toList();
    LayerChoice.resolve(layers, names, "checksum.layers");
  }
}
