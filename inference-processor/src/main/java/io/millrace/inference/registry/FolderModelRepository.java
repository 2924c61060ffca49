package io.millrace.inference.registry;

import io.millrace.inference.onnx.OnnxModel;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRefusedException;
import io.millrace.port.ModelRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Model files in a folder, in Triton's layout: {@code NAME/VERSION/model.onnx}. */
public final class FolderModelRepository implements ModelRepository {
  private static final String FILE = "model.onnx";
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path root;
  private final InstantSource clock;

  public FolderModelRepository(Path root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  @Override
  public ModelRecord.Version keep(ModelName model, ModelVersion version, Path file)
      throws ModelRefusedException {
    var target = place(model, version);
    try {
      if (Files.exists(target)) {
        return same(model, version, target, sha256(file));
      }
      var described = describe(version, file);
      place(file, target);
      return described;
    } catch (FileAlreadyExistsException e) {
      // Someone else kept the version between the look and the move.
      return same(model, version, target, sha256(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep %s version %s in %s".formatted(model, version, root), e);
    }
  }

  private ModelRecord.Version same(ModelName model, ModelVersion version, Path kept, String given)
      throws ModelRefusedException {
    var described = describe(version, kept);
    if (!described.sha256().equals(given)) {
      throw ModelRefusedException.conflict(
          "model \"%s\" version %s is there with other bytes (sha256 %s…, this file has %s…); push another version"
              .formatted(
                  model, version, described.sha256().substring(0, 12), given.substring(0, 12)));
    }
    return described;
  }

  /** Moves the bytes in whole or not at all, and never over a version that is there. */
  private void place(Path file, Path target) throws IOException {
    var incoming = root.resolve(".incoming");
    Files.createDirectories(incoming);
    sweep(incoming);
    Files.createDirectories(target.getParent());
    var copy = incoming.resolve(UUID.randomUUID().toString());
    try {
      Files.copy(file, copy);
      try (var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      link(copy, target);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** What a process that was killed has left. */
  private void sweep(Path incoming) throws IOException {
    var before = clock.instant().minus(ABANDONED);
    try (var copies = Files.list(incoming)) {
      for (var copy : copies.toList()) {
        try {
          if (Files.getLastModifiedTime(copy).toInstant().isBefore(before)) {
            Files.deleteIfExists(copy);
          }
        } catch (NoSuchFileException e) {
          // Another push has finished meanwhile.
        }
      }
    }
  }

  private static void link(Path copy, Path target) throws IOException {
    try {
      Files.createLink(target, copy);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without links: the move is whole too, but the last of two at once wins.
      Files.move(copy, target);
    }
  }

  @Override
  public List<Entry> list() {
    var entries = new ArrayList<Entry>();
    for (var model : folders(root)) {
      for (var version : folders(model)) {
        if (Files.isRegularFile(version.resolve(FILE))) {
          add(entries, model.getFileName().toString(), version.getFileName().toString());
        }
      }
    }
    return entries;
  }

  private static void add(List<Entry> entries, String model, String version) {
    try {
      entries.add(new Entry(new ModelName(model), ModelVersion.of(version)));
    } catch (InvalidRequestException e) {
      // A folder that is no model's or version's, such as the one for incoming files.
    }
  }

  private static List<Path> folders(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (var children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + parent, e);
    }
  }

  @Override
  public ModelRecord.Version describe(ModelName model, ModelVersion version)
      throws ModelRefusedException {
    return describe(version, file(model, version));
  }

  private ModelRecord.Version describe(ModelVersion version, Path file)
      throws ModelRefusedException {
    try (var loaded = OnnxModel.load(file)) {
      return new ModelRecord.Version(
          version, sha256(file), Files.size(file), clock.instant(), loaded.signature());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  @Override
  public Path file(ModelName model, ModelVersion version) {
    var file = place(model, version);
    if (!Files.isRegularFile(file)) {
      throw new InvalidRequestException(
          FailureCode.UNAVAILABLE,
          "model \"%s\" version %s is registered, but its file %s is not here"
              .formatted(model, version, file));
    }
    return file;
  }

  private Path place(ModelName model, ModelVersion version) {
    return root.resolve(model.value()).resolve(version.toString()).resolve(FILE);
  }

  private static String sha256(Path file) {
    try (var in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "FolderModelRepository{%s}".formatted(root);
  }
}
