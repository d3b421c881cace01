package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import io.faultmesh.network.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs an integer network over batches of images; any thread may, each with its own {@link Lane}.
 */
public final class FastEngine implements AutoCloseable {
  private final IntegerNetwork integers;
  private final Network network;
  private final BufferPlan plan;
  private final List<LayerRunner> layers = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  /** One node, made ready to run. */
  private interface Step {
    void run(Lane lane, int images, Strikes strikes);
  }

  public FastEngine(IntegerNetwork integers) {
    this(integers, Kernels.pick());
  }

  FastEngine(IntegerNetwork integers, IntegerKernel.Factory kernels) {
    this.integers = integers;
    this.network = integers.network();
    this.plan = new BufferPlan(network);
    for (Node node : network.nodes()) {
      steps.add(step(node, kernels));
    }
  }

  private Step step(Node node, IntegerKernel.Factory kernels) {
    Tensor in = node.inputs().get(0);
    Tensor out = node.output();
    int size = out.shape().size();
    Requantiser requantiser = integers.requantisers().get(node);
    if (node instanceof Convolution) {
      LayerRunner runner = new LayerRunner(integers.layers().get(layers.size()), kernels);
      layers.add(runner);
      return (lane, images, strikes) ->
          runner.run(lane.buffer(in), images, lane.buffer(out), strikes, lane.workspace);
    } else if (node instanceof Node.Addition sum) {
      byte[] table = Elementwise.sumTable(requantiser);
      return (lane, images, strikes) ->
          Elementwise.add(
              table, lane.buffer(in), lane.buffer(sum.right()), lane.buffer(out), images * size);
    } else if (node instanceof Node.MaxPool pool) {
      return (lane, images, strikes) -> Pools.max(pool, lane.buffer(in), lane.buffer(out), images);
    } else if (node instanceof Node.AveragePool pool) {
      return (lane, images, strikes) ->
          Pools.average(pool, requantiser, lane.buffer(in), lane.buffer(out), images);
    } else if (node instanceof Node.Rescale) {
      byte[] table = Elementwise.rescaleTable(requantiser, 0);
      return (lane, images, strikes) ->
          Elementwise.rescale(table, lane.buffer(in), lane.buffer(out), images * size);
    } else if (node instanceof Node.Concatenation concatenation) {
      return (lane, images, strikes) -> {
        byte[][] inputs = node.inputs().stream().map(lane::buffer).toArray(byte[][]::new);
        Elementwise.concatenate(concatenation, requantiser, inputs, lane.buffer(out), images);
      };
    } else if (node instanceof Node.Slice slice) {
      return (lane, images, strikes) ->
          Moves.slice(slice, lane.buffer(in), lane.buffer(out), images);
    } else if (node instanceof Node.Padding padding) {
      return (lane, images, strikes) ->
          Moves.pad(padding, lane.buffer(in), lane.buffer(out), images);
    } else if (node instanceof Node.Reshape reshape) {
      return (lane, images, strikes) ->
          Moves.reshape(reshape, lane.buffer(in), lane.buffer(out), images);
    }
    throw new IllegalStateException("no code for " + node);
  }

  /** One thread's memory for batches of up to a number of images. */
  public final class Lane implements AutoCloseable {
    private final byte[][] buffers;
    private final Workspace workspace = new Workspace();

    private Lane(int images) {
      buffers = plan.allocate(images);
    }

    private byte[] buffer(Tensor tensor) {
      return buffers[plan.slot(tensor)];
    }

    /**
     * Runs a batch.
     *
     * @param images int8 images in (channel, y, x) order
     * @return the logits of each image
     */
    byte[][] run(List<byte[]> images, Strikes strikes) {
      byte[] input = buffer(network.input());
      int size = network.input().shape().size();
      for (int i = 0; i < images.size(); i++) {
        Layout.store(images.get(i), network.input().shape(), input, i * size);
      }
      for (Step step : steps) {
        step.run(this, images.size(), strikes);
      }
      byte[][] logits = new byte[images.size()][];
      for (int i = 0; i < logits.length; i++) {
        logits[i] =
            Layout.load(buffer(network.output()), i * network.classes(), network.output().shape());
      }
      return logits;
    }

    @Override
    public void close() {
      workspace.close();
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
  }
}
