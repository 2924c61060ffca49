package io.millrace.testing.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An authority of the test's own, with a certificate for a server on 127.0.0.1 and one for a client, in folders as
 * Docker's programs want them.
 */
public record Certificates(Path server, Path client) {
  /** Makes all of it with openssl. */
  public static Certificates create(Path folder) throws IOException {
    Files.createDirectories(folder);
    var key = folder.resolve("ca-key.pem");
    var certificate = folder.resolve("ca.pem");
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=test authority",
        "-keyout",
        key.toString(),
        "-out",
        certificate.toString());
    var server = folder.resolve("server");
    var client = folder.resolve("client");
    sign(folder, server, "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
    sign(folder, client, "extendedKeyUsage=clientAuth\n");
    return new Certificates(server, client);
  }

  private static void sign(Path authority, Path folder, String extensions) throws IOException {
    Files.createDirectories(folder);
    var request = folder.resolve("request.pem").toString();
    var file = Files.writeString(folder.resolve("extensions"), extensions).toString();
    openssl(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=test",
        "-keyout",
        folder.resolve("key.pem").toString(),
        "-out",
        request);
    openssl(
        "x509",
        "-req",
        "-days",
        "2",
        "-in",
        request,
        "-CA",
        authority.resolve("ca.pem").toString(),
        "-CAkey",
        authority.resolve("ca-key.pem").toString(),
        "-CAcreateserial",
        "-extfile",
        file,
        "-out",
        folder.resolve("cert.pem").toString());
    Files.copy(authority.resolve("ca.pem"), folder.resolve("ca.pem"));
  }

  private static void openssl(String... arguments) {
    if (!Shell.has("openssl")) {
      throw new AssertionError(
          "openssl is missing. Maybe run scripts/install-test-needs.sh (as root: apt-get install"
              + " openssl)");
    }
    var command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Shell.run(command);
  }
}
