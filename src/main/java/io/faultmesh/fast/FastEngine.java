package io.faultmesh.fast;

import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Requantiser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs an integer network over batches of images; any thread may, each with its own {@link Lane}.
 */
public final class FastEngine implements AutoCloseable {
  private final IntegerNetwork integers;
  private final Network network;
  private final BufferPlan plan;
  private final Map<Node, LayerRunner> layers = new HashMap<>();

  public FastEngine(IntegerNetwork integers) {
    this(integers, Kernels.pick());
  }

  FastEngine(IntegerNetwork integers, IntegerKernel.Factory kernels) {
    this.integers = integers;
    this.network = integers.network();
    this.plan = new BufferPlan(network);
    integers.layers().forEach(layer -> layers.put(layer.node(), new LayerRunner(layer, kernels)));
  }

  /** One thread's memory for batches of up to a number of images. */
  public final class Lane implements AutoCloseable {
    private final byte[][] buffers;
    private final Workspace workspace = new Workspace();

    private Lane(int images) {
      buffers = plan.allocate(images);
    }

    private byte[] buffer(io.faultmesh.network.Tensor tensor) {
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
      for (Node node : network.nodes()) {
        run(node, images.size(), strikes);
      }
      byte[][] logits = new byte[images.size()][];
      for (int i = 0; i < logits.length; i++) {
        logits[i] =
            Layout.load(buffer(network.output()), i * network.classes(), network.output().shape());
      }
      return logits;
    }

    private void run(Node node, int images, Strikes strikes) {
      byte[] input = buffer(node.inputs().get(0));
      byte[] output = buffer(node.output());
      Requantiser requantiser = integers.requantisers().get(node);
      int values = images * node.output().shape().size();
      if (node instanceof Convolution) {
        layers.get(node).run(input, images, output, strikes, workspace);
      } else if (node instanceof Node.Addition sum) {
        Elementwise.add(requantiser, input, buffer(sum.right()), output, values);
      } else if (node instanceof Node.MaxPool pool) {
        Pools.max(pool, input, output, images);
      } else if (node instanceof Node.AveragePool pool) {
        Pools.average(pool, requantiser, input, output, images);
      } else if (node instanceof Node.Rescale) {
        Elementwise.rescale(requantiser, input, output, values);
      } else if (node instanceof Node.Concatenation concatenation) {
        byte[][] inputs = node.inputs().stream().map(this::buffer).toArray(byte[][]::new);
        Elementwise.concatenate(concatenation, requantiser, inputs, output, images);
      } else if (node instanceof Node.Slice slice) {
        Moves.slice(slice, input, output, images);
      } else if (node instanceof Node.Padding padding) {
        Moves.pad(padding, input, output, images);
      } else if (node instanceof Node.Reshape reshape) {
        Moves.reshape(reshape, input, output, images);
      } else {
        throw new IllegalStateException("no code for " + node);
      }
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
    layers.values().forEach(LayerRunner::close);
  }
}
