package io.millrace.model.qoa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {
  @Test
  void key_isReadable_whereNamesArePlain() {
    assertThat(new Source("cctv", "detect-1.a", "i_1~").key()).isEqualTo("cctv/detect-1.a/i_1~");
  }

  @Test
  void key_encodesAsUrisDo() {
    assertThat(new Source("a/b", "50 %", "größe\n🚀").key())
        .isEqualTo("a%2Fb/50%20%25/gr%C3%B6%C3%9Fe%0A%F0%9F%9A%80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void blankPart_isUnknown(String blank) {
    assertThat(new Source(blank, "s", blank).key()).isEqualTo("unknown/s/unknown");
  }

  @Test
  void key_andSource_areOneToOne() {
    var random = new Random(7);
    var sources = new HashMap<String, Source>();
    for (int i = 0; i < 5000; i++) {
      var source = new Source(part(random), part(random), part(random));
      assertThat(Source.ofKey(source.key())).isEqualTo(source);
      var other = sources.put(source.key(), source);
      assertThat(other == null || other.equals(source)).isTrue();
      assertThat(source.key()).matches("[-._~%A-Za-z0-9]+/[-._~%A-Za-z0-9]+/[-._~%A-Za-z0-9]+");
    }
  }

  /** Of few characters, so that the same ones meet, halves of surrogate pairs among them. */
  private static String part(Random random) {
    var characters = "a/% \0ü🚀\ud83d\ude80";
    var part = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      part.append(characters.charAt(random.nextInt(characters.length())));
    }
    return part.toString();
  }

  @Test
  void longPart_isRefusedByName() {
    assertThatThrownBy(() -> new Source("a", "s".repeat(201), "i"))
        .hasMessageStartingWith("stage: longer than 200 characters: \"sss")
        .hasMessageEndingWith("…\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a/b", "a/b/c/d", "a/b/%", "a/b/%2", "a/b/%zz"})
  void otherText_isNoKey(String text) {
    assertThatThrownBy(() -> Source.ofKey(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no key");
  }
}
