package io.millrace.metrics.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Reference and current values counted in the same bins. Bins are so wide that {@link #EXPECTED} values of the smaller
 * sample are expected in each without drift: with fewer, the chi-square approximation of the tests does not hold.
 *
 * @param bins one a bin, in order
 */
record BinCounts(List<Bin> bins) {
  static final int EXPECTED = 10;
  static final int MOST = 10;

  /** How many values of either sample are in a bin. */
  record Bin(long reference, long current) {
    long all() {
      return reference + current;
    }

    Bin plus(Bin other) {
      return new Bin(reference + other.reference, current + other.current);
    }
  }

  BinCounts {
    bins = List.copyOf(bins);
  }

  int size() {
    return bins.size();
  }

  long reference() {
    return bins.stream().mapToLong(Bin::reference).sum();
  }

  long current() {
    return bins.stream().mapToLong(Bin::current).sum();
  }

  /** 1/n + 1/m: what a divergence of two samples is about, a degree of freedom, without drift. */
  double noise() {
    return 1.0 / reference() + 1.0 / current();
  }

  /**
   * Bins between quantiles of the reference, the outer ones open: {@link #MOST}, or fewer for small samples. Equal values
   * stay in one bin, so heavily repeated values make fewer bins.
   */
  static BinCounts betweenQuantiles(Sample reference, Sample current) {
    long smaller = Math.min(reference.size(), current.size());
    int wanted = (int) Math.min(MOST, smaller / EXPECTED);
    var uppers = uppers(reference, wanted);
    var counts = new ArrayList<Bin>();
    long[] ours = count(reference, uppers);
    long[] theirs = count(current, uppers);
    for (int i = 0; i < ours.length; i++) {
      counts.add(new Bin(ours[i], theirs[i]));
    }
    return new BinCounts(counts);
  }

  /** The inclusive upper ends of all bins but the last, which has none: where a bin's share of the reference is full. */
  private static List<Double> uppers(Sample reference, int wanted) {
    var uppers = new ArrayList<Double>();
    long total = reference.size();
    long share = total / Math.max(1, wanted);
    long seen = 0;
    long atLast = 0;
    long next = 1; // the quantile at which the next bin ends
    for (int i = 0; i < reference.distinct(); i++) {
      seen += reference.count(i);
      boolean isEnough = Math.min(seen - atLast, total - seen) >= share;
      if (isEnough && seen * wanted >= next * total) {
        uppers.add(reference.value(i));
        atLast = seen;
        next = seen * wanted / total + 1;
      }
    }
    return uppers;
  }

  private static long[] count(Sample sample, List<Double> uppers) {
    var counts = new long[uppers.size() + 1];
    int bin = 0;
    for (int i = 0; i < sample.distinct(); i++) {
      while (bin < uppers.size() && sample.value(i) > uppers.get(bin)) {
        bin++;
      }
      counts[bin] += sample.count(i);
    }
    return counts;
  }

  /**
   * A bin a category. Rare ones are counted together, by their counts in both samples, so that the choice favours neither;
   * without drift every bin then has enough. Where all but one are rare together, they still have a bin of their own: two
   * bins are judged exactly.
   */
  static BinCounts ofCategories(CategoryCounts reference, CategoryCounts current) {
    var names = new TreeSet<>(reference.counts().keySet());
    names.addAll(current.counts().keySet());
    var byRarity = names.stream()
        .map(name -> new Bin(reference.count(name), current.count(name)))
        .filter(bin -> bin.all() > 0)
        .sorted(Comparator.comparingLong(Bin::all))
        .toList();
    double smaller = Math.min(reference.size(), current.size());
    double share = smaller / (reference.size() + current.size());
    var bins = new ArrayList<Bin>();
    var rare = new Bin(0, 0);
    for (var bin : byRarity) {
      boolean isFull = (rare.all() == 0 ? bin : rare).all() * share >= EXPECTED;
      if (isFull || bin.equals(byRarity.get(byRarity.size() - 1))) {
        bins.add(bin);
      } else {
        rare = rare.plus(bin);
      }
    }
    return new BinCounts(rare.all() == 0 ? bins : withRare(bins, rare, rare.all() * share));
  }

  // What is still too rare goes with the rarest that is not, unless that is the only one.
  private static List<Bin> withRare(List<Bin> bins, Bin rare, double expected) {
    if (expected >= EXPECTED || bins.size() < 2) {
      bins.add(rare);
    } else {
      bins.set(0, bins.get(0).plus(rare));
    }
    return bins;
  }
}
