internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension AgreementTerms {
  /// Reads what is proposed.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  init(
    _ request: GamificationV1.ProposeObjectiveAgreementRequest, _ person: PersonID,
    _ metric: ProfileMetricID, start: Workday
  ) throws(ValidationError) {
    guard let target = request.targetValue else {
      throw ValidationError(field: "target_value", reason: "is required")
    }
    // Before they are read, so that nobody makes the service read many.
    guard request.reviewWorkdays.count <= Self.reviewsMax else {
      throw ValidationError(
        field: "review_workdays", reason: "must have at most \(Self.reviewsMax) workdays")
    }
    var reviews: [Workday] = []
    for (index, day) in request.reviewWorkdays.enumerated() {
      reviews.append(try Workday(day, field: "review_workdays[\(index)]"))
    }
    try self.init(
      person: person, metric: metric, target: target, start: start,
      end: try Workday.optional(request.endWorkday, field: "end_workday"), reviews: reviews,
      note: request.note)
  }
}

extension ObjectiveAgreement.State {
  /// Reads a state; `nil` when none is given.
  ///
  /// - Throws: ``ValidationError`` for one that nobody knows.
  static func optional(
    _ state: GamificationV1.ObjectiveAgreement.State, field: String
  ) throws(ValidationError) -> ObjectiveAgreement.State? {
    switch state {
    case .unspecified: return nil
    case .proposed: return .proposed
    case .agreed: return .agreed
    case .closed: return .closed
    case .replaced: return .replaced
    case .unrecognized:
      throw ValidationError(
        field: field, reason: "must be proposed, agreed, closed or replaced")
    }
  }
}

extension GamificationV1.ObjectiveAgreement {
  init(_ agreement: ObjectiveAgreement) {
    let terms = agreement.terms
    self.init(
      objectiveAgreementID: agreement.id.description, personID: terms.person.rawValue,
      profileMetricID: terms.metric.description, targetValue: terms.target,
      startWorkday: GoogleType.Date(terms.start), endWorkday: terms.end.map { GoogleType.Date($0) },
      reviewWorkdays: terms.reviews.map { GoogleType.Date($0) }, note: terms.note,
      state: State(agreement.state),
      personSignature: agreement.personSignature.map { Signature($0) },
      supervisorSignature: agreement.supervisorSignature.map { Signature($0) },
      closeNote: agreement.closeNote, proposer: agreement.proposer, etag: agreement.etag.text,
      createTime: GoogleProtobuf.Timestamp(agreement.createTime),
      updateTime: GoogleProtobuf.Timestamp(agreement.updateTime))
  }
}

extension GamificationV1.ObjectiveAgreement.State {
  fileprivate init(_ state: ObjectiveAgreement.State) {
    self =
      switch state {
      case .proposed: .proposed
      case .agreed: .agreed
      case .closed: .closed
      case .replaced: .replaced
      }
  }
}

extension GamificationV1.ObjectiveAgreement.Signature {
  fileprivate init(_ signature: ObjectiveAgreement.Signature) {
    self.init(
      caller: signature.caller, signTime: GoogleProtobuf.Timestamp(signature.time),
      signedEtag: ETag(version: signature.version).text)
  }
}
