"""Tests of the package `retrieval`."""
