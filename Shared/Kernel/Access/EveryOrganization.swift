extension PlatformID where Entity == PlatformEntity.Organization {
  /// Stands for all organisations in the credential of a service that works for all of them.
  ///
  /// It is not an id that an organisation can have, and row-level security shows no organisation's
  /// data under it: only the tables of the infrastructure accept it.
  package static var every: Self { Self(stored: "*") }
}
