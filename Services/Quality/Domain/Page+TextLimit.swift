package import Kernel

extension Page {
  /// The page without what goes over a limit on text; at least one element stays.
  ///
  /// A response must stay below the 4 MiB that a gRPC message may have by default. `byteCount`
  /// tells about how many bytes an element takes in a message, `position` is its sort key.
  package func limitingText(
    to bytesMax: Int = 3 * 1_048_576, byteCount: (Element) -> Int, position: (Element) -> [String]
  ) -> Page {
    var (bytes, count) = (0, 0)
    for element in elements {
      bytes += byteCount(element)
      if bytes > bytesMax, count > 0 { break }
      count += 1
    }
    guard count < elements.count else { return self }
    let kept = Array(elements.prefix(count))
    return Page(elements: kept, nextPosition: kept.last.map(position))
  }
}

extension Questionnaire {
  /// The largest questionnaire, as counted by ``byteCount``.
  package static var bytesMax: Int { 1_048_576 }

  /// What a part of a message takes besides its texts, in bytes; a little more than the truth.
  static var partOverheadBytes: Int { 24 }

  /// About how many bytes the questionnaire takes in a message.
  package var byteCount: Int {
    groups.reduce(Self.partOverheadBytes + displayName.utf8.count) { $0 + $1.byteCount }
  }
}

extension QuestionGroup {
  var byteCount: Int {
    let own = Questionnaire.partOverheadBytes + id.rawValue.utf8.count + displayName.utf8.count
    return questions.reduce(own) { $0 + $1.byteCount }
  }
}

extension Question {
  var byteCount: Int {
    let own = Questionnaire.partOverheadBytes + id.rawValue.utf8.count + text.utf8.count
    return options.reduce(own) { sum, option in
      sum + Questionnaire.partOverheadBytes + option.id.rawValue.utf8.count
        + option.text.utf8.count
    }
  }
}

extension Evaluation {
  /// What the ids, times and the score of an evaluation take in a message at most, in bytes.
  private static var ownBytes: Int { 600 }

  /// About how many bytes the evaluation takes in a message.
  package var byteCount: Int {
    guard let submission else { return Self.ownBytes }
    let overhead = Questionnaire.partOverheadBytes
    let groups = submission.score.groups.count * (overhead + QuestionGroupID.charactersMax)
    return submission.answers.reduce(Self.ownBytes + groups) { sum, answer in
      sum + overhead + answer.question.rawValue.utf8.count + AnswerID.charactersMax
        + answer.comment.utf8.count
    }
  }
}
