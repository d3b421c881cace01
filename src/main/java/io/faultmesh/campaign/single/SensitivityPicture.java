package io.faultmesh.campaign.single;

import io.faultmesh.text.PlainText;
import io.faultmesh.text.Text;
import java.util.List;
import java.util.Map;

/** Tables of vulnerability as an SVG picture: a coloured cell for each bit of each layer. */
final class SensitivityPicture {
  private static final int LEFT = 150;
  private static final int RIGHT = 60;
  private static final int ROW = 18;
  private static final int HEAD = 46;
  private static final int MOST_LETTERS = 20;
  private static final int MOST_WIDTH = 44;
  private static final int WIDTH = 8 * MOST_WIDTH;

  private final StringBuilder svg = new StringBuilder();
  private final Map<Integer, String> names;

  private SensitivityPicture(Map<Integer, String> names) {
    this.names = names;
  }

  static String of(List<SensitivityTable> tables, Map<Integer, String> names) {
    SensitivityPicture picture = new SensitivityPicture(names);
    int y = 0;
    for (SensitivityTable table : tables) {
      y = picture.draw(table, y);
    }
    int width = LEFT + 32 * MOST_WIDTH / 4 + RIGHT + 40;
    return Text.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"11\">\n",
            width, y + ROW)
        + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        + picture.svg
        + "</svg>\n";
  }

  private int draw(SensitivityTable table, int top) {
    List<Integer> bits = table.bits();
    int width = WIDTH / bits.size();
    text(8, top + ROW, "start", table.title(table.design()));
    for (int column = 0; column < bits.size(); column++) {
      if (bits.size() <= 8 || bits.get(column) % 4 == 0) {
        text(
            LEFT + column * width + width / 2,
            top + HEAD - 6,
            "middle",
            String.valueOf(bits.get(column)));
      }
    }
    text(LEFT + WIDTH + RIGHT / 2, top + HEAD - 6, "middle", "all");
    int y = top + HEAD;
    for (Integer layer : table.lines()) {
      text(LEFT - 6, y + 13, "end", layer == null ? "all" : layer + " " + name(layer));
      for (int column = 0; column < bits.size(); column++) {
        cell(table.row(layer, bits.get(column)), LEFT + column * width, y, width);
      }
      double all = table.row(layer, null).avf().share();
      text(LEFT + WIDTH + RIGHT / 2, y + 13, "middle", percent(all));
      y += ROW;
    }
    return y + ROW / 2;
  }

  /** A layer's name, which tells most at its end, as far as there is room. */
  private String name(int layer) {
    String name = names.getOrDefault(layer, "");
    return name.length() <= MOST_LETTERS
        ? name
        : ".." + name.substring(name.length() - MOST_LETTERS + 2);
  }

  private void cell(Vulnerability row, int x, int y, int width) {
    double share = row.avf().share();
    boolean known = !Double.isNaN(share);
    int light = known ? (int) Math.round(255 * (1 - Math.sqrt(share))) : 230;
    String colour = known ? Text.format("#ff%02x%02x", light, light) : "#e6e6e6";
    svg.append(
        Text.format(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"#ccc\">"
                + "<title>%s, %d of %d</title></rect>\n",
            x,
            y,
            width,
            ROW,
            colour,
            percent(share),
            row.count(SingleOutcome.SDC_1),
            row.sampled()));
    if (known && width >= MOST_WIDTH) {
      text(x + width / 2, y + 13, "middle", percent(share));
    }
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "" : Text.format("%.1f", 100 * share);
  }

  private void text(int x, int y, String anchor, String content) {
    String plain =
        PlainText.visible(content).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    svg.append(
        Text.format("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, plain));
  }
}
