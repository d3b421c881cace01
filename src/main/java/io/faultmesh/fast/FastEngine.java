package io.faultmesh.fast;

import io.faultmesh.fast.kernel.AdditionKernel;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.fast.kernel.MaxPoolKernel;
import io.faultmesh.fast.kernel.PatchKernel;
import io.faultmesh.fast.kernel.Slab;
import io.faultmesh.fast.node.NodeCode;
import io.faultmesh.fast.node.Pools;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Unary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Runs an integer network over batches of images; any thread may, each with its own {@link Lane}.
 */
public final class FastEngine implements AutoCloseable {
  private final IntegerNetwork integers;
  private final Network network;
  private final BufferPlan plan;
  private final List<LayerRunner> layers = new ArrayList<>();
  private final List<MaxPoolKernel> pools = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  /** By the number of the node. */
  private final Map<Integer, AdditionKernel> adders = new HashMap<>();

  private final Map<Integer, NodeCode> elementwise = new HashMap<>();
  private final Map<Integer, NodeCode> codes = new HashMap<>();

  /** One node, made ready to run. */
  private interface Step {
    void run(Lane lane, int images, Strikes strikes);
  }

  public FastEngine(IntegerNetwork integers) {
    this(integers, KernelKind.FUSED);
  }

  /**
   * An engine.
   *
   * @param fastest the kernels to try first
   */
  public FastEngine(IntegerNetwork integers, KernelKind fastest) {
    this.integers = integers;
    this.network = integers.network();
    this.plan = new BufferPlan(network);
    for (Node node : network.nodes()) {
      steps.add(step(node, fastest));
    }
  }

  private Step step(Node node, KernelKind fastest) {
    Tensor out = node.output();
    if (node instanceof Convolution) {
      Tensor in = node.inputs().get(0);
      LayerRunner runner = new LayerRunner(integers.layers().get(layers.size()), fastest);
      layers.add(runner);
      return (lane, images, strikes) ->
          runner.run(lane.slab(in), images, lane.slab(out), strikes, lane.memories);
    }
    if (node instanceof Node.Addition sum) {
      AdditionRunner runner = new AdditionRunner(sum, integers, fastest);
      adders.put(steps.size(), runner.kernel());
      return (lane, images, strikes) ->
          runner.run(
              lane.slab(sum.left()), lane.slab(sum.right()), lane.slab(out), images, strikes);
    }
    if (node instanceof Node.MaxPool pool) {
      MaxPoolKernel kernel =
          MaxPoolKernel.of(pool, (input, output) -> Pools.max(pool, input, output), fastest);
      if (kernel != null) {
        pools.add(kernel);
        return (lane, images, strikes) ->
            kernel.run(lane.slab(pool.input()), lane.slab(out), images);
      }
    }
    if (node instanceof Unary unary) {
      TableRunner tables = new TableRunner(unary, integers);
      elementwise.put(steps.size(), tables.sound());
      return (lane, images, strikes) ->
          lane.run(
              node,
              tables.isStruck(strikes) ? i -> tables.code(strikes, i) : i -> tables.sound(),
              images);
    }
    NodeCode code = NodeCode.of(node, integers);
    codes.put(steps.size(), code);
    if (node instanceof Node.Rescale) {
      elementwise.put(steps.size(), code);
    }
    return (lane, images, strikes) -> lane.run(node, i -> code, images);
  }

  /** How many layers run by each kind of kernel. */
  public Map<KernelKind, Integer> kernels() {
    Map<KernelKind, Integer> kinds = new EnumMap<>(KernelKind.class);
    layers.forEach(layer -> kinds.merge(layer.kind(), 1, Integer::sum));
    return kinds;
  }

  /** One thread's memory for batches of up to a number of images. */
  public final class Lane implements AutoCloseable {
    private final Slab[] buffers;
    private final LayerRunner.Memories memories = new LayerRunner.Memories();
    private final PatchKernel.Memory patchMemory = new PatchKernel.Memory();
    private int loaded;

    private Lane(int images) {
      buffers = plan.allocate(images);
    }

    private Slab slab(Tensor tensor) {
      return buffers[plan.slot(tensor)];
    }

    public ByteBuffer bytes(Tensor tensor) {
      return slab(tensor).bytes();
    }

    /** Image by image in arrays, which Java computes on faster, and which stay in the cache. */
    private void run(Node node, IntFunction<NodeCode> code, int images) {
      byte[][] inputs = new byte[node.inputs().size()][];
      for (int j = 0; j < inputs.length; j++) {
        inputs[j] = new byte[node.inputs().get(j).shape().size()];
      }
      byte[] output = new byte[node.output().shape().size()];
      for (int i = 0; i < images; i++) {
        for (int j = 0; j < inputs.length; j++) {
          bytes(node.inputs().get(j)).get(i * inputs[j].length, inputs[j]);
        }
        code.apply(i).run(inputs, output);
        bytes(node.output()).put(i * output.length, output);
      }
    }

    /**
     * Brings a batch in, for as many runs as follow.
     *
     * @param images 8-bit images in (channel, y, x) order
     */
    public void load(List<byte[]> images) {
      Tensor input = network.input();
      int size = input.shape().size();
      for (int i = 0; i < images.size(); i++) {
        Layout.store(images.get(i), input.shape(), integers.format(input), bytes(input), i * size);
      }
      loaded = images.size();
      memories.results().forget();
    }

    /** Runs a batch without faults, or with some, once. */
    public byte[][] run(List<byte[]> images, Strikes strikes) {
      load(images);
      return run(strikes);
    }

    /**
     * Runs the batch that was brought in. The first run after that should be one without faults:
     * what it gives is kept, see {@link KnownResults}.
     *
     * @return the logits of each image
     */
    public byte[][] run(Strikes strikes) {
      memories.results().begin();
      for (int node = 0; node < steps.size(); node++) {
        step(node, loaded, strikes);
      }
      byte[][] logits = new byte[loaded][];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = values(network.output(), i);
      }
      return logits;
    }

    /** Runs one node, whose inputs are there. */
    public void step(int node, int images, Strikes strikes) {
      steps.get(node).run(this, images, strikes);
    }

    /** Runs a struck layer, see {@link LayerRunner#resume}. */
    public void resume(IntegerLayer layer, int computed, int images, Strikes strikes) {
      Slab in = slab(layer.node().input());
      Slab out = slab(layer.node().output());
      layers.get(layer.index()).resume(in, computed, images, out, strikes, memories);
    }

    /** Brings in an image's tensor, as {@link Layout} stores it. */
    public void put(Tensor tensor, int image, byte[] values) {
      bytes(tensor).put(image * values.length, values);
    }

    /** What computes parts of a layer; null where nothing does. */
    public PatchKernel patches(IntegerLayer layer) {
      return layers.get(layer.index()).patches();
    }

    /** See {@link PatchKernel#run}. */
    public void run(PatchKernel kernel, byte[] in, int patches, int height, int width, byte[] out) {
      kernel.run(in, patches, height, width, out, patchMemory);
    }

    /** What adds at a node. */
    public AdditionKernel adder(int node) {
      return adders.get(node);
    }

    /** The code of a node that computes each value from the one at its place; null for others. */
    public NodeCode elementwise(int node) {
      return elementwise.get(node);
    }

    /** The code of a node that runs in Java and that nothing strikes; null for others. */
    public NodeCode code(int node) {
      return codes.get(node);
    }

    /** An image's values of a tensor that is there, in (channel, y, x) order. */
    public byte[] values(Tensor tensor, int image) {
      int offset = image * tensor.shape().size();
      return Layout.load(bytes(tensor), offset, tensor.shape(), integers.format(tensor));
    }

    @Override
    public void close() {
      memories.close();
      patchMemory.close();
      for (Slab buffer : buffers) {
        buffer.close();
      }
    }
  }

  public Lane lane(int images) {
    return new Lane(images);
  }

  /** Bytes of activations that one image needs. */
  public long bytesPerImage() {
    return plan.bytesPerImage();
  }

  @Override
  public void close() {
    layers.forEach(LayerRunner::close);
    pools.forEach(MaxPoolKernel::close);
  }
}
