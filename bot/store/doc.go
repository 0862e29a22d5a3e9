// Package store is the contract of the database: the records, the errors, and
// what may be asked of it. Package sqlstore keeps it, on SQLite and on
// PostgreSQL; package storetest says what every store must do.
package store
