package import Kernel

extension ScoringStep {
  /// The points after the step; of an event its own points.
  package var points: Points {
    switch self {
    case .scored(_, _, let points), .event(_, _, let points), .multiplied(_, let points),
      .capped(let points), .released(_, _, let points), .floored(let points):
      points
    case .eventsCut, .disabled, .paused, .held, .rejected: .zero
    }
  }

  /// What is done, in words, to points of a person in a team.
  package func description(_ book: RuleBook, team: TeamID?) -> String {
    switch self {
    case .scored(let value, nil, _): "\(value) is outside all zones"
    case .scored(let value, let zone?, _): "\(value) is in zone \(zone)"
    case .event(let event, nil, _):
      "\(event.kind.rawValue) of \(event.scoredValue) is outside all zones"
    case .event(let event, let zone?, _):
      "\(event.kind.rawValue) of \(event.scoredValue) is in zone \(zone)"
    case .eventsCut(let counted, let count): "the first \(counted) of \(count) events count"
    case .multiplied(let factor, _): "multiplied by \(factor)"
    case .capped: "cut off at the cap of the day"
    case .disabled: "the metric is disabled"
    case .paused(let pause): pause.description(book, team)
    case .held(_, let percent, _): "held for review because of an anomaly of \(percent) %"
    case .released(_, let percent, _):
      "released by a review, in spite of an anomaly of \(percent) %"
    case .rejected(_, let percent, _): "rejected because of an anomaly of \(percent) %"
    case .floored: "points below the floor are given back"
    }
  }
}

extension Pause {
  /// For example `paused because Service level of team red = 76.0 < 80.0`.
  fileprivate func description(_ book: RuleBook, _ team: TeamID?) -> String {
    let name =
      book.metric(condition.metric)?.label.displayName ?? condition.metric.description
    let subject: String
    switch (condition.subject, team) {
    case (.person, _): subject = name
    case (.team, nil): return "paused because there is no team that could have \(name)"
    case (.team, let team?): subject = "\(name) of team \(team.rawValue)"
    }
    switch reason {
    case .value(let value):
      let sign = condition.comparison == .atLeast ? "<" : ">"
      return "paused because \(subject) = \(value) \(sign) \(condition.threshold)"
    case .noValue: return "paused because \(subject) has no value"
    case .paused: return "paused because \(subject) is paused"
    }
  }
}
