internal import CodecMessages
internal import PeerMessages
internal import SwiftProtobuf
internal import WellKnownMessages

/// The same value on both sides, built on each by itself; a class, so that the work which is
/// measured does not begin with a copy.
final class Sample<Ours: Sendable, Peer: Sendable>: Sendable {
  let ours: Ours
  let peer: Peer

  init(ours: Ours, peer: Peer) {
    self.ours = ours
    self.peer = peer
  }
}

/// The messages of the table.
enum Samples {
  /// A text of 36 bytes, as identifiers have.
  static func id(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "01890a5d-ac96-774b-bcce-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  private static let names = [
    "Åsa Öberg-Lindqvist", "Li Wei", "María García López", "Jonas Weiß", "Amélie Roy",
  ]
  private static let metrics = [
    "interactions_handled", "adherence", "quality_score", "calls_redirected",
  ]
  private static let seconds: Int64 = 1_767_225_600
  private static let nanoseconds: Int32 = 250_000_000

  static let small: Sample<CodecV1.AwardPointsRequest, Laurel_Codec_V1_AwardPointsRequest> = {
    let metadata = [
      "source": "acd-import-night", "shift": "early-bird-2026-01-05", "channel": "voice",
    ]
    let ours = CodecV1.AwardPointsRequest(
      organizationID: id(1), agentID: id(2), goalID: id(3), score: 87.25,
      occurredAt: GoogleProtobuf.Timestamp(seconds: seconds, nanos: nanoseconds),
      metadata: metadata, requestID: id(4))
    let peer = Laurel_Codec_V1_AwardPointsRequest.with {
      $0.organizationID = id(1)
      $0.agentID = id(2)
      $0.goalID = id(3)
      $0.score = 87.25
      $0.occurredAt = .init(seconds: seconds, nanos: nanoseconds)
      $0.metadata = metadata
      $0.requestID = id(4)
    }
    return Sample(ours: ours, peer: peer)
  }()

  static let large: Sample<CodecV1.Leaderboard, Laurel_Codec_V1_Leaderboard> = leaderboard(
    entries: 100, metrics: 4)

  /// Agents with so many metrics each; every second one was on the leaderboard before.
  static func leaderboard(
    entries: Int, metrics count: Int
  ) -> Sample<CodecV1.Leaderboard, Laurel_Codec_V1_Leaderboard> {
    let ours = CodecV1.Leaderboard(
      id: id(7), name: "Points of January 2026, whole centre",
      entries: (0..<entries).map { oursEntry($0, metrics: count) },
      computedAt: GoogleProtobuf.Timestamp(seconds: seconds, nanos: nanoseconds))
    let peer = Laurel_Codec_V1_Leaderboard.with {
      $0.id = id(7)
      $0.name = "Points of January 2026, whole centre"
      $0.entries = (0..<entries).map { peerEntry($0, metrics: count) }
      $0.computedAt = .init(seconds: seconds, nanos: nanoseconds)
    }
    return Sample(ours: ours, peer: peer)
  }

  private static func oursEntry(_ index: Int, metrics count: Int) -> CodecV1.Entry {
    CodecV1.Entry(
      agentID: id(index), displayName: names[index % names.count], rank: Int32(index + 1),
      points: Double(index) * 12.5 + 0.25, previousPoints: index % 2 == 0 ? Double(index) : nil,
      metrics: (0..<count).map { metric in
        CodecV1.MetricPoints(
          metricID: metrics[metric % metrics.count], value: Double(metric) + 0.5,
          points: Int32(index * 10 + metric + 1), trend: .init(rawValue: Int32(metric % 4)))
      })
  }

  private static func peerEntry(_ index: Int, metrics count: Int) -> Laurel_Codec_V1_Entry {
    .with {
      $0.agentID = id(index)
      $0.displayName = names[index % names.count]
      $0.rank = Int32(index + 1)
      $0.points = Double(index) * 12.5 + 0.25
      if index % 2 == 0 { $0.previousPoints = Double(index) }
      $0.metrics = (0..<count).map { metric in
        .with {
          $0.metricID = metrics[metric % metrics.count]
          $0.value = Double(metric) + 0.5
          $0.points = Int32(index * 10 + metric + 1)
          $0.trend = .init(rawValue: metric % 4) ?? .unspecified
        }
      }
    }
  }

  /// One answer of each kind.
  static let answers: [Sample<CodecV1.Answer, Laurel_Codec_V1_Answer>] = [
    Sample(
      ours: .init(questionID: id(20), value: .choiceID(id(21))),
      peer: .with {
        $0.questionID = id(20)
        $0.choiceID = id(21)
      }),
    Sample(
      ours: .init(questionID: id(22), value: .number(4.5)),
      peer: .with {
        $0.questionID = id(22)
        $0.number = 4.5
      }),
    Sample(
      ours: .init(questionID: id(23), value: .text(remark)),
      peer: .with {
        $0.questionID = id(23)
        $0.text = remark
      }),
    Sample(
      ours: .init(questionID: id(24), value: .notApplicable(true)),
      peer: .with {
        $0.questionID = id(24)
        $0.notApplicable = true
      }),
  ]

  private static let remark = "The caller was greeted by name, the résumé was agreed."
}
