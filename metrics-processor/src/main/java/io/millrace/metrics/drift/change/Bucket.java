package io.millrace.metrics.drift.change;

/**
 * Values of a part of the window.
 *
 * @param squares the sum of squared deviations from their mean
 */
record Bucket(long count, double sum, double squares) {
  static final Bucket EMPTY = new Bucket(0, 0, 0);

  static Bucket of(double value) {
    return new Bucket(1, value, 0);
  }

  double mean() {
    return sum / count;
  }

  double variance() {
    return squares / count;
  }

  Bucket plus(Bucket other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    double difference = mean() - other.mean();
    double all = count + other.count;
    double between = difference * difference * count * other.count / all;
    return new Bucket(count + other.count, sum + other.sum, squares + other.squares + between);
  }
}
