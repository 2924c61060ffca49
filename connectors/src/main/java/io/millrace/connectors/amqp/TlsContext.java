package io.millrace.connectors.amqp;

import io.millrace.connectors.amqp.BrokerAddress.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The TLS that an address asks for. */
final class TlsContext {
  private TlsContext() {}

  /** @throws IllegalArgumentException if the certificates of authorities cannot be read */
  static SSLContext of(Tls tls) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, tls.verified() ? trusting(tls.authorities()) : anyone(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "ssl_ca_certs %s: %s".formatted(tls.authorities(), e.getMessage()), e);
    }
  }

  private static TrustManager @Nullable [] trusting(@Nullable Path authorities)
      throws GeneralSecurityException, IOException {
    if (authorities == null) {
      return null; // the JVM's own
    }
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (var in = Files.newInputStream(authorities)) {
      int number = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + number++, certificate);
      }
      if (number == 0) {
        throw new IOException("there is no certificate in it");
      }
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  /** What {@code ssl_cert_reqs=none} asks for, as it does of Celery. */
  private static TrustManager[] anyone() {
    return new TrustManager[] {
      new javax.net.ssl.X509ExtendedTrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(
            X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(
            X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(
            X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(
            X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      }
    };
  }
}
