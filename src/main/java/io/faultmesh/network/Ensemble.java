package io.faultmesh.network;

import io.faultmesh.arithmetic.Adder;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.arithmetic.Rescaler;
import io.faultmesh.scenario.DesignSettings.Combine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Several integer networks as one: it reads one image, runs the members' nodes one member after the
 * other, and combines their logits. All that is known of a network therefore holds for an ensemble:
 * its layers have numbers and flips of their own, and what they cost adds up.
 */
public final class Ensemble {
  private final List<Node> nodes = new ArrayList<>();
  private final List<Quantisation> formats = new ArrayList<>();
  private final List<IntegerLayer> layers = new ArrayList<>();
  private final Map<Node.AveragePool, Requantiser> means = new HashMap<>();
  private final Map<Node, List<Rescaler>> rescalers = new HashMap<>();
  private final Map<Node.Addition, Adder> adders = new HashMap<>();
  private final List<Tensor> logits = new ArrayList<>();
  private final Tensor input;

  private Ensemble(IntegerNetwork first) {
    Tensor own = first.network().input();
    input = new Tensor(0, own.name(), own.shape());
    formats.add(first.format(own));
  }

  /**
   * One network of several.
   *
   * @param members whose images have the same shape and format, and whose classes are as many
   * @throws IllegalArgumentException if they do not go together
   */
  public static IntegerNetwork of(List<IntegerNetwork> members, Combine combine) {
    Ensemble ensemble = new Ensemble(members.get(0));
    for (int i = 0; i < members.size(); i++) {
      ensemble.add("member " + (i + 1), members.get(i));
    }
    return ensemble.combined(combine);
  }

  private void add(String name, IntegerNetwork member) {
    Tensor image = member.network().input();
    if (!image.shape().equals(input.shape()) || !member.format(image).equals(formats.get(0))) {
      throw new IllegalArgumentException(
          name + " does not read images as the first member does (same shape, same 8-bit format)");
    }
    Map<Tensor, Tensor> tensors = new HashMap<>(Map.of(image, input));
    Iterator<IntegerLayer> own = member.layers().iterator();
    for (Node node : member.network().nodes()) {
      Tensor made = node.output();
      Tensor output = new Tensor(formats.size(), name + " " + made.name(), made.shape());
      formats.add(member.format(made));
      tensors.put(made, output);
      Node renamed =
          node.between(
              name + " " + node.name(), node.inputs().stream().map(tensors::get).toList(), output);
      nodes.add(renamed);
      addArithmetic(member, own, node, renamed);
    }
    logits.add(tensors.get(member.network().output()));
  }

  private void addArithmetic(
      IntegerNetwork member, Iterator<IntegerLayer> own, Node node, Node renamed) {
    if (renamed instanceof Convolution convolution) {
      layers.add(own.next().at(layers.size(), convolution));
    } else if (renamed instanceof Node.AveragePool pool) {
      means.put(pool, member.means().get(node));
    } else if (renamed instanceof Node.Addition sum) {
      adders.put(sum, member.adders().get(node));
    } else if (member.rescalers().containsKey(node)) {
      rescalers.put(renamed, member.rescalers().get(node));
    }
  }

  private IntegerNetwork combined(Combine combine) {
    List<Quantisation> members = logits.stream().map(tensor -> formats.get(tensor.id())).toList();
    Tensor output = new Tensor(formats.size(), "ensemble", logits.get(0).shape());
    formats.add(LogitCombination.format(combine, members));
    nodes.add(new LogitCombination("ensemble", logits, output, combine));
    Network network = new Network(input, output, nodes, formats.size(), Map.of());
    return new IntegerNetwork(network, formats, layers, means, rescalers, adders);
  }
}
