package io.millrace.inference.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.port.ModelRefusedException;
import io.millrace.topology.serde.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model sees of texts, and what is seen of a model's. */
class ExactStringsTest {
  private static final byte[] EMOJI = "so \uD83D\uDE00".getBytes(UTF_8);
  private static final byte[] WITH_NUL = {'a', 0, 'b'};
  private static final byte[] NO_UTF_8 = {(byte) 0xFF, (byte) 0xE9, 'x'};
  private static final byte[] SURROGATES = bytes(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80);
  private static final byte[][] TEXTS = {
    "plain".getBytes(UTF_8),
    "é漢\uFFFF".getBytes(UTF_8),
    {},
    EMOJI,
    WITH_NUL,
    NO_UTF_8,
    SURROGATES,
    bytes(0xC0, 0x80)
  };

  @TempDir
  Path folder;

  @Test
  void everyText_reachesTheModelByteForByte_aloneAndBatched() throws Exception {
    try (var model = load(TestModels.placeOfText(TEXTS))) {
      assertThat(
              Tensors.toLongs(model.run(List.of(List.of(texts(TEXTS)))).get(0).get(0)))
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
      var together = model.run(List.of(List.of(texts(EMOJI)), List.of(texts(TEXTS[0], WITH_NUL))));
      assertThat(Tensors.toLongs(together.get(0).get(0))).containsExactly(3);
      assertThat(Tensors.toLongs(together.get(1).get(0))).containsExactly(0, 4);
    }
  }

  @Test
  void textsOfAModel_comeBackByteForByte() throws Exception {
    try (var model = load(TestModels.textAtPlace(TEXTS))) {
      var places = Tensors.longs("x", Shape.of(3), 2, 1, 0);
      assertThat(model.run(List.of(List.of(places))).get(0).get(0).view())
          .isEqualTo(texts(TEXTS[2], TEXTS[1], TEXTS[0]).view());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5, 6, 7})
  void textOfAModelThatCannotBeReadAsItIs_isAFailure_andNeverAltered(long place) throws Exception {
    try (var model = load(TestModels.textAtPlace(TEXTS))) {
      var places = Tensors.longs("x", Shape.of(2), 0, place);
      assertThatThrownBy(() -> model.run(List.of(List.of(places))))
          .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
            assertThat(e.code()).isEqualTo(FailureCode.UNSUPPORTED);
            assertThat(e.reason()).contains("output \"y\"", "element 1", "U+FFFF");
          });
    }
  }

  @Test
  void modelWhoseFirstTextCannotBeRead_isServed() throws Exception {
    try (var model = load(TestModels.textAtPlace(EMOJI, TEXTS[0]))) {
      var place = Tensors.longs("x", Shape.of(1), 1);
      assertThat(model.run(List.of(List.of(place))).get(0).get(0).view())
          .isEqualTo(texts(TEXTS[0]).view());
    }
  }

  @Test
  void sameInBoth_isUtf8_withoutNulsAndCharactersAboveFfff() {
    var same = Arrays.stream(TEXTS).map(ExactStrings::isSameInBoth).toList();
    assertThat(same).containsExactly(true, true, true, false, false, false, false, false);
    for (int point = 1; point < Character.MIN_SUPPLEMENTARY_CODE_POINT; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        var utf8 = Character.toString(point).getBytes(UTF_8);
        assertThat(ExactStrings.isSameInBoth(utf8)).isTrue();
        var cut = Arrays.copyOf(utf8, utf8.length - 1);
        assertThat(ExactStrings.isSameInBoth(cut)).isEqualTo(cut.length == 0);
      }
    }
    assertThat(ExactStrings.isSameInBoth(bytes(0xE0, 0x80, 0x80))).isFalse();
    assertThat(ExactStrings.isSameInBoth(bytes(0xC3, 0x28))).isFalse();
    assertThat(ExactStrings.isSameInBoth(bytes(0xE2, 0x82, 0x28))).isFalse();
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static Tensor texts(byte[]... texts) {
    int size =
        Arrays.stream(texts).mapToInt(text -> Integer.BYTES + text.length).sum();
    var data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (var text : texts) {
      data.putInt(text.length).put(text);
    }
    return new Tensor("x", DataType.BYTES, Shape.of(texts.length), data.flip());
  }

  private OnnxModel load(ModelProto model) throws ModelRefusedException {
    return OnnxModel.load(TestModels.write(model, folder.resolve("model.onnx")));
  }
}
