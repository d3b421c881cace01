package io.faultmesh.dataset;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * JPEG and PNG files to RGB samples. Grey becomes RGB, alpha is dropped, colour profiles and the
 * orientation tag are not applied: networks are trained on pixels as they are stored.
 */
final class ImageDecoder {
  /** Width and height in pixels. */
  record Size(int height, int width) {}

  private static final Set<String> FORMATS = Set.of("jpeg", "png");

  private interface Task<T> {
    T run(ImageReader reader) throws IOException;
  }

  private ImageDecoder() {}

  /** Reads no more than the file's header. */
  static Size size(Path file) {
    return read(file, reader -> new Size(reader.getHeight(0), reader.getWidth(0)));
  }

  /**
   * Decodes a file to three channels.
   *
   * @throws BadInputException if the file is missing, cut short, damaged, too large or of another
   *     format
   */
  static Pixels decode(Path file) {
    return read(
        file,
        reader -> {
          List<String> warnings = new ArrayList<>();
          reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
          BufferedImage image = reader.read(0);
          requireWhole(file, warnings);
          return pixels(file, image);
        });
  }

  // The direct file stream needs no cache file, whatever ImageIO's global switch says.
  private static <T> T read(Path file, Task<T> task) {
    FileErrors.requireFile(file);
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      ImageReader reader = readers.hasNext() ? readers.next() : null;
      if (reader == null || !FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        throw DataFiles.bad(file, "is neither a JPEG nor a PNG image");
      }
      try {
        reader.setInput(in, true, true);
        DataFiles.requireImageSize(file, reader.getHeight(0), reader.getWidth(0));
        return task.run(reader);
      } finally {
        reader.dispose();
      }
    } catch (BadInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers answer damaged files with exceptions of either kind.
      throw FileErrors.unreadable(file, e);
    }
  }

  /** A JPEG that ends too early decodes to a half-grey image with nothing but a warning. */
  private static void requireWhole(Path file, List<String> warnings) {
    for (String warning : warnings) {
      String text = warning.toLowerCase(Locale.ROOT);
      if (text.contains("premature end") || text.contains("truncated")) {
        throw DataFiles.bad(file, "cut short (" + warning.strip() + ")");
      }
    }
  }

  private static Pixels pixels(Path file, BufferedImage image) {
    ColorModel colours = image.getColorModel();
    if (colours.getComponentSize(0) > 8) {
      throw DataFiles.bad(
          file, colours.getComponentSize(0) + " bits per channel are not supported, only 8");
    }
    if (colours.getNumColorComponents() != 1 && colours.getNumColorComponents() != 3) {
      throw DataFiles.bad(
          file,
          colours.getNumColorComponents()
              + " colour channels are not supported, only grey and RGB");
    }
    Raster raster = image.getRaster();
    if (!(colours instanceof IndexColorModel)
        && raster.getSampleModel() instanceof ComponentSampleModel model
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getNumBanks() == 1) {
      int[] bands = model.getBandOffsets();
      int green = colours.getNumColorComponents() == 1 ? 0 : 1;
      int blue = 2 * green;
      return new Pixels(
          buffer.getData(),
          new int[] {bands[0], bands[green], bands[blue]},
          model.getPixelStride(),
          model.getScanlineStride(),
          image.getHeight(),
          image.getWidth());
    }
    return unpacked(image);
  }

  /** Palettes and packed pixels, one by one. */
  private static Pixels unpacked(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] planes = new byte[3 * height * width];
    int[] line = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, line, 0, width);
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        planes[at] = (byte) (line[x] >> 16);
        planes[at + height * width] = (byte) (line[x] >> 8);
        planes[at + 2 * height * width] = (byte) line[x];
      }
    }
    return Pixels.planar(planes, 0, 3, height, width);
  }
}
