package io.millrace.connectors.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import java.util.Set;
import org.bson.BSONException;

/**
 * Tells what a document is to blame for from what may be over the next time. Only codes of MongoDB that are known to be
 * about documents count against one; all others make the projection wait.
 */
final class MongoFailures {
  /** An id that was inserted by another in between: the next try replaces it. */
  private static final int DUPLICATE_KEY = 11000;

  // Of MongoDB's list of error codes, those that speak of the contents of a write.
  private static final Set<Integer> ABOUT_DOCUMENTS = Set.of(
      2, // BadValue
      9, // FailedToParse
      14, // TypeMismatch
      15, // Overflow, as of a document nested too deeply
      16, // InvalidLength
      22, // InvalidBSON
      40, // ConflictingUpdateOperators
      52, // DollarPrefixedFieldName
      53, // InvalidIdField
      54, // NotSingleValueField
      55, // InvalidDBRef
      56, // EmptyFieldName
      57, // DottedFieldName
      66, // ImmutableField
      121, // DocumentValidationFailure
      10334, // BSONObjectTooLarge
      DUPLICATE_KEY,
      17280, // KeyTooLong
      17419, // a document larger than is taken
      17420);

  private MongoFailures() {}

  /** Whether the server has said which writes it refuses, and has done all others for good. */
  static boolean namesRefused(MongoBulkWriteException bulk) {
    return bulk.getWriteConcernError() == null
        && !bulk.getWriteErrors().isEmpty()
        && bulk.getWriteErrors().stream()
            .allMatch(error -> isRefusal(error.getCode(), error.getMessage()));
  }

  /** Whether one of the documents will be refused again and again. */
  static boolean isRefusal(Throwable failure) {
    if (failure instanceof BSONException) { // the driver's own refusal
      return true;
    }
    if (failure instanceof MongoSocketException
        || failure instanceof MongoWriteConcernException
        || failure instanceof MongoBulkWriteException) {
      return false;
    }
    return (failure instanceof MongoCommandException || failure instanceof MongoWriteException)
        && isRefusal(((MongoException) failure).getCode(), String.valueOf(failure.getMessage()));
  }

  private static boolean isRefusal(int code, String message) {
    boolean ownId = code == DUPLICATE_KEY && message.contains("_id_");
    return ABOUT_DOCUMENTS.contains(code) && !ownId;
  }
}
