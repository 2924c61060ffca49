package io.millrace.model.qoa;

import java.util.Arrays;

/**
 * How many magnitudes fell into each bucket, for one sign. Counts lie in pages of one octave (32 buckets) each. At most
 * {@link #MOST_OCTAVES} octaves are kept; what lies below the least of them is counted in its lowest bucket.
 *
 * <p>Which octaves are kept is a matter of all values alone: an octave that a part of them pushes out lies below at
 * least as many greater ones in the whole too, and what was moved up on the way moves on from there. So the outcome is
 * the same whatever the order of adding and merging.
 */
final class BucketCounts {
  static final int MOST_OCTAVES = 64;

  private int[] octaves = new int[2];
  private long[][] pages = new long[2][];
  private int size;
  private int last; // where the page of the previous value was: the next one's is mostly there too
  private boolean collapsed;

  /** Takes each bucket that is not empty. */
  @FunctionalInterface
  interface Visitor {
    /** Returns whether to go on. */
    boolean visit(int index, long count);
  }

  boolean collapsed() {
    return collapsed;
  }

  void add(int index, long count) {
    int octave = index >> Buckets.SCALE;
    if (last >= size || octaves[last] != octave) {
      last = find(octave);
    }
    if (last < 0) { // below the least octave that is kept
      collapsed = true;
      last = 0;
      pages[0][0] += count;
    } else {
      pages[last][index & (Buckets.PER_OCTAVE - 1)] += count;
    }
  }

  /** The place of the octave's page, made where there is none; −1 if it may not be kept. */
  private int find(int octave) {
    int place = Arrays.binarySearch(octaves, 0, size, octave);
    if (place >= 0) {
      return place;
    }
    place = -place - 1;
    if (size == MOST_OCTAVES) {
      if (place == 0) {
        return -1;
      }
      insert(place, octave);
      collapseLeast();
      return place - 1;
    }
    insert(place, octave);
    return place;
  }

  private void insert(int place, int octave) {
    if (size == octaves.length) {
      octaves = Arrays.copyOf(octaves, size * 2);
      pages = Arrays.copyOf(pages, size * 2);
    }
    System.arraycopy(octaves, place, octaves, place + 1, size - place);
    System.arraycopy(pages, place, pages, place + 1, size - place);
    octaves[place] = octave;
    pages[place] = new long[Buckets.PER_OCTAVE];
    size++;
  }

  private void collapseLeast() {
    long moved = Arrays.stream(pages[0]).sum();
    size--;
    System.arraycopy(octaves, 1, octaves, 0, size);
    System.arraycopy(pages, 1, pages, 0, size);
    pages[0][0] += moved;
    collapsed = true;
  }

  void merge(BucketCounts other) {
    for (int i = 0; i < other.size; i++) {
      int first = other.octaves[i] << Buckets.SCALE;
      for (int slot = 0; slot < Buckets.PER_OCTAVE; slot++) {
        if (other.pages[i][slot] != 0) {
          add(first + slot, other.pages[i][slot]);
        }
      }
    }
    markCollapsed(other.collapsed);
  }

  /** Visits the buckets from the smallest magnitude up; returns false if the visitor ended it. */
  boolean upwards(Visitor visitor) {
    for (int i = 0; i < size; i++) {
      for (int slot = 0; slot < Buckets.PER_OCTAVE; slot++) {
        if (!visit(i, slot, visitor)) {
          return false;
        }
      }
    }
    return true;
  }

  /** As {@link #upwards}, from the greatest magnitude down. */
  boolean downwards(Visitor visitor) {
    for (int i = size - 1; i >= 0; i--) {
      for (int slot = Buckets.PER_OCTAVE - 1; slot >= 0; slot--) {
        if (!visit(i, slot, visitor)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean visit(int page, int slot, Visitor visitor) {
    long count = pages[page][slot];
    return count == 0 || visitor.visit((octaves[page] << Buckets.SCALE) + slot, count);
  }

  private int buckets() {
    int buckets = 0;
    for (int i = 0; i < size; i++) {
      for (long count : pages[i]) {
        buckets += count == 0 ? 0 : 1;
      }
    }
    return buckets;
  }

  /** Number of buckets and whether some collapsed; then, upwards, each bucket's distance from the last and its count. */
  void write(BinaryWriter out) {
    out.writeUnsigned(buckets() * 2L + (collapsed ? 1 : 0));
    int previous = 0;
    for (int i = 0; i < size; i++) {
      for (int slot = 0; slot < Buckets.PER_OCTAVE; slot++) {
        if (pages[i][slot] != 0) {
          int index = (octaves[i] << Buckets.SCALE) + slot;
          out.writeSigned((long) index - previous).writeUnsigned(pages[i][slot]);
          previous = index;
        }
      }
    }
  }

  static BucketCounts read(BinaryReader in) {
    int head = in.readCount("buckets of a sketch", MOST_OCTAVES * Buckets.PER_OCTAVE * 2 + 1);
    var counts = new BucketCounts();
    long index = 0;
    for (int i = 0; i < head / 2; i++) {
      long step = in.readSigned();
      if (i > 0 && step <= 0) {
        throw new IllegalArgumentException(
            "buckets of a sketch: %d after %d does not ascend".formatted(index + step, index));
      }
      index += step;
      counts.addRead(index, in.readUnsigned());
    }
    counts.markCollapsed((head & 1) != 0);
    return counts;
  }

  /** Adds a bucket that came from outside, if it is one. */
  void addRead(long index, long count) {
    if (index < Buckets.LEAST || index > Buckets.GREATEST) {
      throw new IllegalArgumentException("bucket %d of a sketch is not within %d to %d"
          .formatted(index, Buckets.LEAST, Buckets.GREATEST));
    }
    if (count <= 0) {
      throw new IllegalArgumentException(
          "bucket %d of a sketch: count %d is not positive".formatted(index, count));
    }
    add((int) index, count);
  }

  void markCollapsed(boolean read) {
    collapsed = collapsed || read;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BucketCounts counts
        && size == counts.size
        && collapsed == counts.collapsed
        && Arrays.equals(octaves, 0, size, counts.octaves, 0, size)
        && Arrays.deepEquals(Arrays.copyOf(pages, size), Arrays.copyOf(counts.pages, size));
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(Arrays.copyOf(pages, size)) + size;
  }
}
