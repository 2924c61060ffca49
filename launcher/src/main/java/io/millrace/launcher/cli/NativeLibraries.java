package io.millrace.launcher.cli;

import ai.onnxruntime.OrtEnvironment;
import org.rocksdb.RocksDB;

/** Unpacks and loads the native libraries beside other work of the start, which would wait for them later. */
final class NativeLibraries {
  private NativeLibraries() {}

  static void preload() {
    var thread = new Thread(NativeLibraries::load, "native-libraries");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    try {
      RocksDB.loadLibrary();
      OrtEnvironment.getEnvironment();
    } catch (RuntimeException | LinkageError e) {
      // Whoever needs the library fails with the same, and says what for.
    }
  }
}
