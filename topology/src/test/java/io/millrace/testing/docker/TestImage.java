package io.millrace.testing.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes an image from the busybox of this machine: no registry is asked. */
final class TestImage {
  private TestImage() {}

  static void load(DockerEngine engine) throws IOException {
    var root = Files.createDirectories(engine.folder().resolve("image"));
    var bin = Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("www"));
    Files.createDirectories(root.resolve("tmp"));
    Files.writeString(root.resolve("www/index.html"), "millrace\n");
    Files.copy(Path.of(Shell.find("busybox")), bin.resolve("busybox"));
    for (var applet : Shell.run("busybox", "--list").lines().toList()) {
      if (!applet.equals("busybox")) {
        Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
      }
    }
    var tar = engine.folder().resolve("image.tar");
    Shell.run("tar", "cf", tar.toString(), "-C", root.toString(), ".");
    engine.docker(
        "import",
        "--change",
        "CMD [\"sh\"]",
        "--change",
        "ENV PATH=/bin",
        tar.toString(),
        DockerEngine.IMAGE);
  }
}
