package import Kernel

/// A target that a person and the supervisor agree on by signing it.
///
/// Source: domain.md row G61.
package struct ObjectiveAgreement: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Somebody has not signed it yet.
    case proposed
    /// Both have signed it.
    case agreed
    /// Somebody has withdrawn, declined or ended it.
    case closed
    /// Another one was agreed on before this one started.
    case replaced
  }

  /// Who signs.
  package enum Side: Hashable, Sendable {
    /// The person whose target it is.
    case person
    /// Whoever else may.
    case supervisor
  }

  package struct Signature: Hashable, Sendable {
    /// ``Caller/key`` of who has signed.
    package let caller: String
    package let time: Timestamp
    /// The version that was signed.
    package let version: Int64

    package init(caller: String, time: Timestamp, version: Int64) {
      self.caller = caller
      self.time = time
      self.version = version
    }
  }

  package let id: ObjectiveAgreementID
  package private(set) var terms: AgreementTerms
  package private(set) var state: State
  package private(set) var personSignature: Signature?
  package private(set) var supervisorSignature: Signature?
  /// Why it was closed.
  package private(set) var closeNote: String
  /// ``Caller/key`` of who has proposed it.
  package let proposer: String
  /// Counts the changes, from 1.
  package private(set) var version: Int64
  package let createTime: Timestamp
  package private(set) var updateTime: Timestamp

  package init(
    id: ObjectiveAgreementID, terms: AgreementTerms, state: State = .proposed,
    personSignature: Signature? = nil, supervisorSignature: Signature? = nil,
    closeNote: String = "", proposer: String, version: Int64 = 1, createTime: Timestamp,
    updateTime: Timestamp
  ) {
    self.id = id
    self.terms = terms
    self.state = state
    self.personSignature = personSignature
    self.supervisorSignature = supervisorSignature
    self.closeNote = closeNote
    self.proposer = proposer
    self.version = version
    self.createTime = createTime
    self.updateTime = updateTime
  }

  package var etag: ETag { ETag(version: version) }

  /// The agreement with one more signature; agreed when it has both.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)``, and
  ///   ``GamificationError/objectiveAgreementNotOpen(_:)`` when it is not proposed any more or the
  ///   side has signed.
  package func signed(
    by side: Side, _ caller: String, etag: String, at now: Timestamp
  ) throws(GamificationError) -> ObjectiveAgreement {
    try self.etag.check(etag)
    let hasSigned = side == .person ? personSignature != nil : supervisorSignature != nil
    guard state == .proposed, !hasSigned else { throw .objectiveAgreementNotOpen(id) }
    var agreement = changed(at: now)
    let signature = Signature(caller: caller, time: agreement.updateTime, version: version)
    switch side {
    case .person: agreement.personSignature = signature
    case .supervisor: agreement.supervisorSignature = signature
    }
    let isComplete = agreement.personSignature != nil && agreement.supervisorSignature != nil
    if isComplete { agreement.state = .agreed }
    return agreement
  }

  /// The agreement without any effect from now on.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)``, and
  ///   ``GamificationError/objectiveAgreementNotOpen(_:)`` when it has no effect already.
  package func closed(
    note: String, etag: String, at now: Timestamp
  ) throws(GamificationError) -> ObjectiveAgreement {
    try self.etag.check(etag)
    guard state == .proposed || state == .agreed else { throw .objectiveAgreementNotOpen(id) }
    var agreement = changed(at: now)
    agreement.state = .closed
    agreement.closeNote = note
    return agreement
  }

  /// What becomes of this one when another one of the same person and metric is agreed on; `nil`
  /// when it stays as it is.
  package func yielding(to other: ObjectiveAgreement, at now: Timestamp) -> ObjectiveAgreement? {
    guard other.state == .agreed, state == .agreed, id != other.id, terms.overlaps(other.terms)
    else { return nil }
    var agreement = changed(at: now)
    if terms.start < other.terms.start {
      agreement.terms = terms.ending(other.terms.start.adding(days: -1))
    } else {
      agreement.state = .replaced
    }
    return agreement
  }

  /// The workdays so far whose results show how far the person is, at most the newest that a
  /// scorecard may have; `nil` before the first one.
  package func resultRange(today: Workday) throws(ValidationError) -> WorkdayRange? {
    let last = min(today, terms.end ?? today)
    guard terms.start <= last else { return nil }
    return try WorkdayRange(
      from: max(terms.start, last.adding(days: 1 - WorkdayRange.daysMax)), through: last)
  }

  /// The value of the metric over the workdays of a range; `nil` when there is none.
  package func value(over days: [ResultDay], by book: RuleBook) -> Double? {
    guard let definition = book.metric(terms.metric)?.definition else { return nil }
    let amounts = days.lazy.flatMap(\.outcomes).filter { $0.metric == terms.metric }
      .map(\.amounts)
    guard let first = amounts.first else { return nil }
    return definition.value(of: amounts.dropFirst().reduce(first, +))
  }

  private func changed(at now: Timestamp) -> ObjectiveAgreement {
    var agreement = self
    agreement.version += 1
    // Who has waited for another change has an older time.
    agreement.updateTime = max(now, updateTime)
    return agreement
  }
}

/// An agreement and how far the person is.
package struct AgreementProgress: Hashable, Sendable {
  package let agreement: ObjectiveAgreement
  /// `nil` when there is no value yet.
  package let value: Double?

  package init(agreement: ObjectiveAgreement, value: Double?) {
    self.agreement = agreement
    self.value = value
  }
}

/// Which agreements a list shows.
package struct AgreementQuery: Hashable, Sendable {
  /// `nil` for everybody of ``visibility``.
  package let person: PersonID?
  package let visibility: Visibility
  package let metric: ProfileMetricID?
  package let state: ObjectiveAgreement.State?
  /// Only those whose workdays include it.
  package let workday: Workday?

  package init(
    person: PersonID?, visibility: Visibility, metric: ProfileMetricID?,
    state: ObjectiveAgreement.State?, workday: Workday?
  ) {
    self.person = person
    self.visibility = visibility
    self.metric = metric
    self.state = state
    self.workday = workday
  }
}
