internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What has changed about rules, and whose workdays are to be scored again.
struct RuleChange: Sendable {
  let cause: LedgerPosting.Cause
  /// Names what has changed, for the postings.
  let source: String
  /// `nil` for everybody.
  let people: [PersonID]?
  /// The first workday; `nil` when no points change.
  let start: Workday?
}

/// What a transaction knows that scores workdays.
struct ScoringContext: Sendable {
  let book: RuleBook
  let today: Workday
  /// The last workday whose points are final.
  let finalThrough: Workday
}

extension Transaction {
  /// Makes a change of rules known, at the end of the transaction that makes it.
  ///
  /// Whoever scores workdays does so before this transaction ends or sees the change; so the
  /// workdays that are there by then, and are scored again, are all that need it.
  func changeRules(
    _ change: RuleChange, in organization: OrganizationID, at now: Timestamp,
    ids: any IDGenerator
  ) throws {
    try enqueue(LockRules(organization: organization))
    try enqueue(UpsertRuleRevision(organization: organization))
    guard let start = change.start else { return }
    try enqueue(
      InsertRecalculation(
        organization: organization, id: ids.makeUUID(), change: change, start: start, now: now))
  }

  /// Reads the rules of an organisation, which stay as they are until the transaction ends.
  func scoringContext(
    in organization: OrganizationID, at now: Timestamp, _ books: RuleBooks
  ) async throws -> ScoringContext {
    try enqueue(KeepRules(organization: organization))
    return try await readContext(in: organization, at: now, books)
  }

  /// Reads the rules of an organisation as they are now.
  func readContext(
    in organization: OrganizationID, at now: Timestamp, _ books: RuleBooks
  ) async throws -> ScoringContext {
    let time = try await first(SelectScoringTime(organization: organization, now: now))
    guard let time else { throw GamificationError.organizationUnknown }
    let book: RuleBook
    if let kept = books.book(of: organization, revision: time.revision) {
      book = kept
    } else {
      book = try await readRules(of: organization, revision: time.revision)
      books.keep(book, of: organization)
    }
    return ScoringContext(book: book, today: time.today, finalThrough: time.finalThrough)
  }

  private func readRules(
    of organization: OrganizationID, revision: Int64
  ) async throws -> RuleBook {
    let (settings, states, metrics, rules, custom, external) = try await execute(
      SelectSettingsVersions(organization: organization),
      SelectProfileStates(organization: organization),
      SelectMetricHistories(organization: organization),
      SelectAllProfileRules(organization: organization),
      SelectAllDefinitions(organization: organization),
      SelectAllExternalMetrics(organization: organization))
    var definitions: [String: MetricDefinition] = [:]
    for definition in DefinitionCatalogue.all { definitions[definition.id] = definition }
    for definition in custom { definitions[definition.id.description] = definition.definition }
    for metric in external {
      definitions[metric.id.description] = metric.settings.definition(id: metric.id)
    }
    let metricsByProfile = Dictionary(grouping: metrics, by: \.profile)
    let rulesByProfile = Dictionary(grouping: rules, by: \.profile)
    let profiles = Dictionary(grouping: states, by: \.profile)
      .map { profile, states in
        (
          profile,
          ProfileRulebook(
            states: states.map(\.state),
            histories: Self.histories(metricsByProfile[profile] ?? [], definitions),
            rules: (rulesByProfile[profile] ?? []).compactMap { rules in
              rules.change.map { .init(settings: rules.settings, start: $0.start) }
            })
        )
      }
    return RuleBook(
      revision: revision, settings: SettingsHistory(settings),
      defaultProfile: states.first(where: \.isDefault)?.profile,
      profiles: Dictionary(profiles) { first, _ in first })
  }

  /// The versions of metrics that come in the order of the profile and of their versions.
  private static func histories(
    _ versions: [ProfileMetric], _ definitions: [String: MetricDefinition]
  ) -> [[ProfileRulebook.MetricVersion]] {
    var histories: [[ProfileRulebook.MetricVersion]] = []
    for version in versions {
      // Definitions are kept as long as a metric has them.
      guard let definition = definitions[version.definitionID] else { continue }
      let entry = ProfileRulebook.MetricVersion(
        rule: MetricRule(version, definition), start: version.start)
      if histories.last?.last?.rule.id == version.id {
        histories[histories.count - 1].append(entry)
      } else {
        histories.append([entry])
      }
    }
    return histories
  }
}

extension MetricRule {
  init(_ metric: ProfileMetric, _ definition: MetricDefinition) {
    let settings = metric.settings
    self.init(
      id: metric.id, version: metric.version,
      label: MetricLabel(
        displayName: settings.displayName, precision: settings.precision,
        timeUnit: settings.timeUnit),
      definition: definition, filter: settings.filter, objective: settings.objective,
      multipliers: settings.multipliers, cap: settings.cap, isEnabled: settings.isEnabled)
  }
}
