package io.millrace.metrics.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataQualityTest {
  private static final QualityRules RULES = QualityRules.of(List.of(
      FieldRule.number("temperature").between(-40, 120),
      FieldRule.number("speed"),
      new FieldRule("name", FieldRule.Kind.TEXT, null, null)));

  private static Map<String, @Nullable Object> row(
      @Nullable Object temperature, @Nullable Object speed, @Nullable Object name) {
    var row = new HashMap<String, @Nullable Object>();
    row.put("temperature", temperature);
    row.put("speed", speed);
    row.put("name", name);
    return row;
  }

  @Test
  void everyValue_isCountedOnceAsWhatItIs() {
    var quality = new DataQuality(RULES);
    quality.add(row(20, 3.5, "a"));
    quality.add(row(121.0, null, "b"));
    quality.add(row(Double.NaN, Double.POSITIVE_INFINITY, 7));
    quality.add(Map.of("temperature", "hot", "other", 1));
    quality.add(row(-40, 3, "c"));
    assertThat(quality.fields())
        .containsExactly(
            entry("name", new FieldCounts(3, 1, 1, 0)),
            entry("speed", new FieldCounts(2, 2, 0, 1)),
            entry("temperature", new FieldCounts(2, 1, 1, 1)));
    assertThat(quality.metrics())
        .containsEntry("total_valid", 7.0)
        .containsEntry("total_none", 4.0)
        .containsEntry("null_count", 4.0)
        .containsEntry("total_errors", 2.0)
        .containsEntry("total_out_of_range", 2.0)
        .containsEntry("none_ratio", 100 * 4 / 15.0)
        .containsEntry("error_ratios", 100 * 2 / 15.0)
        .containsEntry("completeness", 100 * 11 / 15.0)
        .containsEntry("total_duplicate", 0.0);
  }

  @Test
  void noRows_haveNoRatios() {
    assertThat(new DataQuality(RULES).metrics())
        .containsEntry("total_valid", 0.0)
        .doesNotContainKeys("completeness", "duplicate_ratio", "error_ratios");
  }

  @Test
  void duplicates_areRowsOfTheSameContent() {
    var quality = new DataQuality(RULES);
    quality.add(Map.of("a", 1, "b", List.of("x", "y"), "c", Map.of("d", true)));
    quality.add(Map.of("b", List.of("x", "y"), "c", Map.of("d", true), "a", 1.0));
    quality.add(Map.of("a", 1, "b", List.of("xy"), "c", Map.of("d", true)));
    quality.add(Map.of("a", "1", "b", List.of("x", "y"), "c", Map.of("d", true)));
    quality.add(Map.of("a", 1, "b", List.of("x", "y"), "c", Map.of("d", "true")));
    assertThat(quality.isDuplicatesExact()).isTrue();
    assertThat(quality.metrics())
        .containsEntry("total_duplicate", 1.0)
        .containsEntry("duplicate_ratio", 20.0);
  }

  private static List<Map<String, Integer>> rows(int count, int different, long seed) {
    var random = new Random(seed);
    return random.ints(count, 0, different).mapToObj(i -> Map.of("speed", i)).toList();
  }

  @Test
  void duplicates_beyondTheCapacityAreEstimatedAndSaidToBe() {
    var rows = rows(100_000, 60_000, 1);
    double truth = (double) rows.size() - new HashSet<>(rows).size();
    var quality = new DataQuality(RULES.keeping(4096));
    rows.forEach(quality::add);
    assertThat(quality.isDuplicatesExact()).isFalse();
    assertThat(quality.metrics().get("total_duplicate")).isCloseTo(truth, within(0.05 * truth));
    assertThat(quality.toBytes().length).isLessThan(4096 * 16 + 400);
  }

  @Test
  void duplicates_ofManyDifferentRowsAreNone() {
    var quality = new DataQuality(RULES.keeping(100));
    for (int i = 0; i < 5000; i++) {
      quality.add(Map.of("speed", i));
    }
    assertThat(quality.isDuplicatesExact()).isFalse();
    assertThat(quality.metrics()).containsEntry("total_duplicate", 0.0);
  }

  @Test
  void parts_mergeToTheSameInAnyOrder() {
    for (int different : new int[] {40, 100, 101, 5000}) {
      var rules = RULES.keeping(100);
      var whole = new DataQuality(rules);
      var parts = new ArrayList<DataQuality>();
      for (int part = 0; part < 7; part++) {
        var quality = new DataQuality(rules);
        for (var row : rows(300, different, part)) {
          quality.add(row);
          whole.add(row);
        }
        parts.add(DataQuality.fromBytes(rules, quality.toBytes()));
      }
      for (int seed = 0; seed < 5; seed++) {
        Collections.shuffle(parts, new Random(seed));
        var merged = new DataQuality(rules);
        parts.forEach(merged::addAll);
        assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
      }
    }
  }

  @Test
  void wrongRules_areRefused() {
    assertThatThrownBy(() -> FieldRule.number("x").between(2, 1))
        .hasMessage("field \"x\": the least value 2.0 is above the most, 1.0");
    assertThatThrownBy(() -> new FieldRule("x", FieldRule.Kind.TEXT, 0.0, null))
        .hasMessageContaining("a range is of numbers");
    assertThatThrownBy(() -> QualityRules.of(List.of(FieldRule.number("x"), FieldRule.number("x"))))
        .hasMessageContaining("two rules");
    assertThatThrownBy(() -> new DataQuality(RULES).addAll(new DataQuality(RULES.keeping(5))))
        .hasMessageContaining("other rules");
  }
}
