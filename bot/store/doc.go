// Package store is the contract of the database: the records, the errors, and
// what may be asked of it. Package sqlstore keeps it, on SQLite and on
// PostgreSQL; package storetest says what every database must do.
//
// Rows are read at any time, and each has a version that grows with every
// change. A row that is there already is changed by Store's Update methods and
// no other way: they read it, have the caller decide on it, and write only if
// nobody else was faster.
//
// Every change is one transaction: rows, audit events, messages and jobs are
// all written, or nothing is. Times are kept in UTC and whole milliseconds; the
// zero time stays zero. What is handed in is not touched and not kept, and what
// is returned is the caller's. Everything is safe for concurrent use.
package store
