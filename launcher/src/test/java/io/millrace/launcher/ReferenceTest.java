package io.millrace.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code docs/reference.md} is what the code says; with {@code -Dmillrace.docs=write}, as {@code make docs} calls it, it is written. */
@Tag("docs")
class ReferenceTest {
  private static final String FILE = "docs/reference.md";

  @Test
  void file_isWhatTheCodeSays() throws IOException {
    if ("write".equals(System.getProperty("millrace.docs"))) {
      Files.writeString(Checkout.ROOT.resolve(FILE), Reference.text());
    }
    assertThat(Checkout.read(FILE))
        .as("%s is stale; make it again: make docs", FILE)
        .isEqualTo(Reference.text());
  }
}
