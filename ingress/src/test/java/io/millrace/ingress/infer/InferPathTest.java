package io.millrace.ingress.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InferPathTest {
  @Test
  void modelAndVersion_areParts() {
    assertThat(InferPath.of("/v2/models/iris/infer")).isEqualTo(new InferPath("iris", null));
    assertThat(InferPath.of("/v2/models/a.b-c/versions/12/infer"))
        .isEqualTo(new InferPath("a.b-c", "12"));
    assertThat(InferPath.of("/v2/models/versions/infer"))
        .isEqualTo(new InferPath("versions", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/v2/models/infer",
        "/v2/models//infer",
        "/v2/models/iris/infer/",
        "/v2/models/iris/ready",
        "/v2/models/iris/versions/infer",
        "/v2/models/iris/versions//infer",
        "/v2/models/iris/versions/1/2/infer",
        "/v2/models/iris/version/1/infer",
        "/v2/models/a/b/infer",
        "/v2/models/..%2f/infer",
        "/v2/models/iris;v=1/infer",
        "/v2/models/iris?x=/infer",
        "http://host/v2/models/iris/infer",
      })
  void otherPaths_haveNone(String path) {
    assertThat(InferPath.of(path)).isNull();
  }
}
