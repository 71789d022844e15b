internal import CodecMessages
internal import PeerMessages
internal import SwiftProtobuf
internal import WellKnownMessages

/// A message of which every field can be read, with the same result on both sides.
protocol FieldReading {
  func readEveryField() -> UInt64
}

/// What reading a text gives.
@inline(__always) private func read(_ text: String) -> UInt64 {
  UInt64(text.utf8.count) &* 31 &+ UInt64(text.utf8.first ?? 0)
}

extension CodecV1.AwardPointsRequest: FieldReading {
  func readEveryField() -> UInt64 {
    var sum = read(organizationID) &+ read(agentID) &+ read(goalID) &+ read(requestID)
    sum &+= score.bitPattern
    if let occurredAt {
      sum &+= UInt64(bitPattern: occurredAt.seconds) &+ UInt64(occurredAt.nanos.magnitude)
    }
    for (key, value) in metadata { sum &+= read(key) &+ read(value) &* 3 }
    return sum
  }
}

extension Laurel_Codec_V1_AwardPointsRequest: FieldReading {
  func readEveryField() -> UInt64 {
    var sum = read(organizationID) &+ read(agentID) &+ read(goalID) &+ read(requestID)
    sum &+= score.bitPattern
    if hasOccurredAt {
      sum &+= UInt64(bitPattern: occurredAt.seconds) &+ UInt64(occurredAt.nanos.magnitude)
    }
    for (key, value) in metadata { sum &+= read(key) &+ read(value) &* 3 }
    return sum
  }
}

extension CodecV1.Leaderboard: FieldReading {
  func readEveryField() -> UInt64 {
    var sum = read(id) &+ read(name)
    for entry in entries {
      sum &+= read(entry.agentID) &+ read(entry.displayName) &+ UInt64(entry.rank.magnitude)
      sum &+= entry.points.bitPattern
      if let previous = entry.previousPoints { sum &+= previous.bitPattern }
      for metric in entry.metrics {
        sum &+= read(metric.metricID) &+ metric.value.bitPattern
        sum &+= UInt64(metric.points.magnitude) &+ UInt64(metric.trend.rawValue.magnitude)
      }
    }
    if let computedAt {
      sum &+= UInt64(bitPattern: computedAt.seconds) &+ UInt64(computedAt.nanos.magnitude)
    }
    return sum
  }
}

extension Laurel_Codec_V1_Leaderboard: FieldReading {
  func readEveryField() -> UInt64 {
    var sum = read(id) &+ read(name)
    for entry in entries {
      sum &+= read(entry.agentID) &+ read(entry.displayName) &+ UInt64(entry.rank.magnitude)
      sum &+= entry.points.bitPattern
      if entry.hasPreviousPoints { sum &+= entry.previousPoints.bitPattern }
      for metric in entry.metrics {
        sum &+= read(metric.metricID) &+ metric.value.bitPattern
        sum &+= UInt64(metric.points.magnitude) &+ UInt64(metric.trend.rawValue.magnitude)
      }
    }
    if hasComputedAt {
      sum &+= UInt64(bitPattern: computedAt.seconds) &+ UInt64(computedAt.nanos.magnitude)
    }
    return sum
  }
}

extension CodecV1.Answer: FieldReading {
  func readEveryField() -> UInt64 {
    let sum = read(questionID)
    switch value {
    case .choiceID(let choice): return sum &+ read(choice)
    case .number(let number): return sum &+ number.bitPattern
    case .text(let text): return sum &+ read(text)
    case .notApplicable(let isTrue): return sum &+ (isTrue ? 1 : 2)
    case nil: return sum
    }
  }
}

extension Laurel_Codec_V1_Answer: FieldReading {
  func readEveryField() -> UInt64 {
    let sum = read(questionID)
    switch value {
    case .choiceID(let choice): return sum &+ read(choice)
    case .number(let number): return sum &+ number.bitPattern
    case .text(let text): return sum &+ read(text)
    case .notApplicable(let isTrue): return sum &+ (isTrue ? 1 : 2)
    case nil: return sum
    }
  }
}
